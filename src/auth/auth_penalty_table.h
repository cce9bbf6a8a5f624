/* SPDX-License-Identifier: MIT */
/* The entries of auth_penalty.c: a hash table of bounded size whose least
 * recently used entry makes room. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "crypto/crypto_digest.h"

enum {
	AUTH_PENALTY_RECENT = 10
};

struct auth_penalty_entry {
	uint8_t key[CRYPTO_DIGEST_SIZE];
	/* Counted failures are heat that has cooled at this time. */
	int64_t cold_ms;
	int64_t next_ms;  /* when the next attempt may be tried */
	int64_t since_ms; /* failures are counted from here on */
	uint64_t failures;
	uint64_t recent[AUTH_PENALTY_RECENT]; /* guesses, newest first */
	struct auth_penalty_entry *chain;
	struct auth_penalty_entry *newer;
	struct auth_penalty_entry *older;
};

struct auth_penalty_table;

struct auth_penalty_table *auth_penalty_table_new(size_t entries_max);
void auth_penalty_table_free(struct auth_penalty_table **table);
/* NULL: there is none. What is found is the newest from then on. */
struct auth_penalty_entry *
auth_penalty_table_find(struct auth_penalty_table *table,
			const uint8_t key[CRYPTO_DIGEST_SIZE]);
/* Makes it, zeroed, if there is none; valid until the next call. */
struct auth_penalty_entry *
auth_penalty_table_take(struct auth_penalty_table *table,
			const uint8_t key[CRYPTO_DIGEST_SIZE]);
size_t auth_penalty_table_count(const struct auth_penalty_table *table);
