/* SPDX-License-Identifier: MIT */
/*
 * A table of chains under a keyed hash, since peers choose the names, and two
 * lists by time of use. An entry is a record of several kilobytes, mostly
 * zeros: it is kept with its runs of zeros squeezed out.
 */
#include "auth/auth_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_digest.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"
#include "stats/stats.h"

enum {
	KEY_BYTES = 32,
	ITEM_USUAL = 512, /* about what a user takes */
	TABLE_MIN = 64,
	RUN_MIN = 8, /* zeros that are worth squeezing */
};

enum part {
	PART_USERS,
	PART_NOBODIES,
	PARTS
};

struct item {
	struct item *chain;
	struct item *newer, *older;
	uint64_t hash;
	int64_t put_ms;
	int64_t proved_ms;
	bool proved;
	uint8_t proof[CRYPTO_DIGEST_SIZE];
	enum part part;
	size_t key_len;
	size_t packed_len;
	char bytes[]; /* the key, then the packed entry */
};

struct list {
	struct item *newest, *oldest;
	uint64_t bytes;
	uint64_t bytes_max;
	uint64_t count;
};

struct auth_cache {
	struct auth_cache_options options;
	struct auth_cache_stats counted;
	uint8_t secret[KEY_BYTES];
	struct list list[PARTS];
	struct item **table;
	size_t table_size; /* a power of two */
};

struct auth_cache *auth_cache_new(const struct auth_cache_options *options)
{
	struct auth_cache *cache = x_calloc(1, sizeof(*cache));

	cache->options = *options;
	crypto_random_fill(cache->secret, sizeof(cache->secret));
	cache->list[PART_NOBODIES].bytes_max = options->bytes_max / 4;
	cache->list[PART_USERS].bytes_max =
		options->bytes_max - options->bytes_max / 4;
	cache->table_size = TABLE_MIN;
	while (cache->table_size < options->bytes_max / ITEM_USUAL)
		cache->table_size *= 2;
	cache->table = x_calloc(cache->table_size, sizeof(*cache->table));
	return cache;
}

/* ---- packing ---- */

static size_t zeros_at(const uint8_t *bytes, size_t at, size_t size)
{
	size_t end = at;

	while (end < size && !bytes[end])
		end++;
	return end - at;
}

/* The end of what is to be kept as it is. */
static size_t literal_end(const uint8_t *bytes, size_t at, size_t size)
{
	while (at < size) {
		size_t zeros = zeros_at(bytes, at, size);

		if (zeros >= RUN_MIN || at + zeros == size)
			break;
		at += zeros ? zeros : 1;
	}
	return at;
}

_Static_assert(sizeof(struct account_entry) < UINT16_MAX, "runs are 16 bits");

/* Runs: how many zeros, how many bytes follow, the bytes. */
static void pack(const struct account_entry *entry, struct buf *out)
{
	const uint8_t *bytes = (const uint8_t *)entry;

	for (size_t at = 0; at < sizeof(*entry);) {
		uint16_t run[2];
		size_t end;

		run[0] = (uint16_t)zeros_at(bytes, at, sizeof(*entry));
		at += run[0];
		end = literal_end(bytes, at, sizeof(*entry));
		run[1] = (uint16_t)(end - at);
		buf_add(out, span_make(run, sizeof(run)));
		buf_add(out, span_make(bytes + at, run[1]));
		at = end;
	}
}

static void unpack(const struct item *item, struct account_entry *out)
{
	const char *from = item->bytes + item->key_len;
	const char *end = from + item->packed_len;
	uint8_t *to = (uint8_t *)out;

	while (from < end) {
		uint16_t run[2];

		memcpy(run, from, sizeof(run));
		from += sizeof(run);
		memset(to, 0, run[0]);
		memcpy(to + run[0], from, run[1]);
		to += run[0] + run[1];
		from += run[1];
	}
}

/* ---- the table and the lists ---- */

static void digest(const struct auth_cache *cache, struct span a, struct span b,
		   uint8_t out[CRYPTO_DIGEST_SIZE])
{
	uint64_t len = a.len; /* so that no two pairs are the same bytes */
	auto_buf struct buf text;

	buf_init(&text, KEY_BYTES + sizeof(len) + a.len + b.len);
	buf_reserve(&text, text.cap);
	buf_add(&text, span_make(cache->secret, KEY_BYTES));
	buf_add(&text, span_make(&len, sizeof(len)));
	buf_add(&text, a);
	buf_add(&text, b);
	crypto_digest_make(buf_span(&text), out);
	crypto_secret_wipe_buf(&text);
}

static uint64_t hash_of(const struct auth_cache *cache, struct span key)
{
	uint8_t bytes[CRYPTO_DIGEST_SIZE];
	uint64_t hash;

	digest(cache, key, SPAN(""), bytes);
	memcpy(&hash, bytes, sizeof(hash));
	return hash;
}

static struct item **find(const struct auth_cache *cache, uint64_t hash,
			  struct span key)
{
	struct item **at = &cache->table[hash & (cache->table_size - 1)];

	while (*at && ((*at)->hash != hash ||
		       !span_eq(span_make((*at)->bytes, (*at)->key_len), key)))
		at = &(*at)->chain;
	return at;
}

bool auth_cache_keeps(const struct auth_cache *cache)
{
	return cache->options.bytes_max > 0;
}

static struct item *look(const struct auth_cache *cache, struct span key)
{
	return auth_cache_keeps(cache) ? *find(cache, hash_of(cache, key), key)
				       : NULL;
}

static uint64_t size_of(const struct item *item)
{
	return sizeof(*item) + item->key_len + item->packed_len;
}

static void unlist(struct auth_cache *cache, struct item *item)
{
	struct list *list = &cache->list[item->part];

	*(item->newer ? &item->newer->older : &list->newest) = item->older;
	*(item->older ? &item->older->newer : &list->oldest) = item->newer;
	list->bytes -= size_of(item);
	list->count--;
}

static void enlist(struct auth_cache *cache, struct item *item)
{
	struct list *list = &cache->list[item->part];

	item->newer = NULL;
	item->older = list->newest;
	*(item->older ? &item->older->newer : &list->oldest) = item;
	list->newest = item;
	list->bytes += size_of(item);
	list->count++;
}

static void drop(struct auth_cache *cache, struct item *item)
{
	struct item **at =
		find(cache, item->hash, span_make(item->bytes, item->key_len));

	*at = item->chain;
	unlist(cache, item);
	crypto_secret_wipe(item, size_of(item));
	free(item);
}

static struct item *add(struct auth_cache *cache, struct span key,
			struct span packed, enum part part)
{
	struct list *list = &cache->list[part];
	struct item *item = x_calloc(1, sizeof(*item) + key.len + packed.len);
	struct item **at;

	item->hash = hash_of(cache, key);
	item->part = part;
	item->key_len = key.len;
	item->packed_len = packed.len;
	memcpy(item->bytes, key.ptr, key.len);
	if (packed.len)
		memcpy(item->bytes + key.len, packed.ptr, packed.len);
	at = &cache->table[item->hash & (cache->table_size - 1)];
	item->chain = *at;
	*at = item;
	enlist(cache, item);
	while (list->bytes > list->bytes_max && list->oldest != item)
		drop(cache, list->oldest);
	return item;
}

void auth_cache_free(struct auth_cache **cache)
{
	auth_cache_flush(*cache, NULL, NULL);
	free((*cache)->table);
	crypto_secret_wipe(*cache, sizeof(**cache));
	free(*cache);
	*cache = NULL;
}

/* ---- answers ---- */

enum auth_cache_hit auth_cache_get(struct auth_cache *cache, struct span key,
				   int64_t now_ms, struct account_entry *out)
{
	struct item *item = look(cache, key);
	int64_t age;

	if (!item)
		return AUTH_CACHE_MISS;
	age = now_ms - item->put_ms;
	if (item->part == PART_NOBODIES)
		return age < cache->options.negative_ttl_ms ? AUTH_CACHE_NOBODY
							    : AUTH_CACHE_MISS;
	unlist(cache, item);
	enlist(cache, item);
	unpack(item, out);
	return age < cache->options.ttl_ms ? AUTH_CACHE_FRESH
					   : AUTH_CACHE_STALE;
}

void auth_cache_count(struct auth_cache *cache, enum auth_cache_hit used)
{
	stats_add(used == AUTH_CACHE_MISS ? STATS_auth_cache_misses
					  : STATS_auth_cache_hits,
		  1);
	cache->counted.misses += used == AUTH_CACHE_MISS;
	cache->counted.hits +=
		used == AUTH_CACHE_FRESH || used == AUTH_CACHE_NOBODY;
	cache->counted.stale += used == AUTH_CACHE_STALE;
}

/* The proof of the old item stays true for the new one. */
static void inherit(const struct item *old, const struct account_entry *entry,
		    struct item *item)
{
	struct account_entry before;

	if (!old->proved)
		return;
	unpack(old, &before);
	if (span_eq(span_of(before.password), span_of(entry->password))) {
		item->proved = true;
		item->proved_ms = old->proved_ms;
		memcpy(item->proof, old->proof, sizeof(item->proof));
	}
	crypto_secret_wipe(&before, sizeof(before));
}

void auth_cache_put(struct auth_cache *cache, struct span key, int64_t now_ms,
		    const struct account_entry *entry)
{
	enum part part = entry ? PART_USERS : PART_NOBODIES;
	struct item *old = look(cache, key);
	struct item fresh = { .put_ms = now_ms };
	auto_buf struct buf packed = { 0 };
	struct item *item;

	if (!cache->options.bytes_max)
		return;
	buf_init(&packed, 2 * sizeof(*entry));
	buf_reserve(&packed, packed.cap);
	if (entry)
		pack(entry, &packed);
	if (old && old->part == PART_USERS) {
		if (entry)
			inherit(old, entry, &fresh);
		drop(cache, old);
	} else if (old) {
		drop(cache, old);
	}
	item = add(cache, key, buf_span(&packed), part);
	item->put_ms = fresh.put_ms;
	item->proved = fresh.proved;
	item->proved_ms = fresh.proved_ms;
	memcpy(item->proof, fresh.proof, sizeof(item->proof));
	crypto_secret_wipe_buf(&packed);
}

void auth_cache_prove(struct auth_cache *cache, struct span key, int64_t now_ms,
		      struct span password)
{
	struct item *item = look(cache, key);

	if (!item || item->part != PART_USERS)
		return;
	digest(cache, key, password, item->proof);
	item->proved = true;
	item->proved_ms = now_ms;
}

bool auth_cache_is_proven(const struct auth_cache *cache, struct span key,
			  int64_t now_ms, int64_t max_age_ms,
			  struct span password)
{
	const struct item *item = look(cache, key);
	uint8_t proof[CRYPTO_DIGEST_SIZE];

	if (!item || !item->proved || now_ms - item->proved_ms >= max_age_ms)
		return false;
	digest(cache, key, password, proof);
	return crypto_secret_eq(span_make(proof, sizeof(proof)),
				span_make(item->proof, sizeof(item->proof)));
}

size_t auth_cache_flush(struct auth_cache *cache,
			bool (*is)(void *arg, struct span key,
				   const struct account_entry *entry),
			void *arg)
{
	struct account_entry entry;
	size_t count = 0;

	for (enum part part = 0; part < PARTS; part++) {
		struct item *item = cache->list[part].oldest;

		while (item) {
			struct item *next = item->newer;
			struct span key = span_make(item->bytes, item->key_len);

			if (part == PART_USERS)
				unpack(item, &entry);
			if (!is ||
			    is(arg, key, part == PART_USERS ? &entry : NULL)) {
				drop(cache, item);
				count++;
			}
			item = next;
		}
	}
	crypto_secret_wipe(&entry, sizeof(entry));
	return count;
}

void auth_cache_stats(const struct auth_cache *cache,
		      struct auth_cache_stats *out)
{
	*out = cache->counted;
	out->users = cache->list[PART_USERS].count;
	out->nobodies = cache->list[PART_NOBODIES].count;
	for (enum part part = 0; part < PARTS; part++)
		out->bytes += cache->list[part].bytes;
}
