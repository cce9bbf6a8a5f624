/* SPDX-License-Identifier: MIT */
/*
 * Answers of account sources that were given lately: users, and names that are
 * nobody's. Loop only, in memory only.
 *
 * A key is bytes that hold everything the answer depends on; the caller builds
 * it, and the whole key is compared. Beside a user the digest of the last right
 * password may be kept, with a key of this process, so that the next login with
 * it needs no hash. An answer past its time stays, as STALE, until its room is
 * needed. Nobodies have a quarter of the room, so that guessed names don't
 * drive out users.
 */
#pragma once

#include <stdint.h>

#include "account/account.h"

struct auth_cache_options {
	uint64_t bytes_max; /* 0: nothing is ever kept */
	int64_t ttl_ms;
	int64_t negative_ttl_ms;
};

struct auth_cache_stats {
	uint64_t hits;
	uint64_t misses;
	uint64_t stale; /* answers past their time that were used */
	uint64_t users; /* kept now */
	uint64_t nobodies;
	uint64_t bytes;
};

enum auth_cache_hit {
	AUTH_CACHE_MISS,
	AUTH_CACHE_FRESH, /* *out is filled */
	AUTH_CACHE_STALE, /* likewise */
	AUTH_CACHE_NOBODY,
};

struct auth_cache;

struct auth_cache *auth_cache_new(const struct auth_cache_options *options);
void auth_cache_free(struct auth_cache **cache);

/* false: nothing is ever kept. */
bool auth_cache_keeps(const struct auth_cache *cache);
/* Doesn't count: see auth_cache_count. */
enum auth_cache_hit auth_cache_get(struct auth_cache *cache, struct span key,
				   int64_t now_ms, struct account_entry *out);
void auth_cache_count(struct auth_cache *cache, enum auth_cache_hit used);
/* entry NULL: it is nobody. The digest stays if the stored password does. */
void auth_cache_put(struct auth_cache *cache, struct span key, int64_t now_ms,
		    const struct account_entry *entry);
/* password was right just now for the user that is kept under key. */
void auth_cache_prove(struct auth_cache *cache, struct span key, int64_t now_ms,
		      struct span password);
/* Was it right within the TTL, or at all (max_age_ms INT64_MAX)? */
bool auth_cache_is_proven(const struct auth_cache *cache, struct span key,
			  int64_t now_ms, int64_t max_age_ms,
			  struct span password);
/* Forgets the answers for which `is` says so (NULL: all); how many. */
size_t auth_cache_flush(struct auth_cache *cache,
			bool (*is)(void *arg, struct span key,
				   const struct account_entry *entry),
			void *arg);
void auth_cache_stats(const struct auth_cache *cache,
		      struct auth_cache_stats *out);
