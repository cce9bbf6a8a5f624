/* SPDX-License-Identifier: MIT */
/*
 * A table with one place for each hash: who comes later takes it. Memory that
 * is used up is freed place by place in a circle.
 */
#include "deliver/deliver_kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/x.h"

enum {
	/* Of a file system that knows whole seconds, FAT's two at most. */
	SETTLED_SECONDS = 3
};

struct deliver_kept_script {
	char *path;
	enum sieve_place place;
	struct stat st;
	struct deliver_script *script;
	uint64_t bytes;
};

void deliver_kept_init(struct deliver_kept *kept, uint64_t max_bytes)
{
	*kept = (struct deliver_kept){ .max_bytes = max_bytes };
}

static void drop(struct deliver_kept *kept, struct deliver_kept_script **place)
{
	struct deliver_kept_script *k = *place;

	if (!k)
		return;
	*place = NULL;
	kept->bytes -= k->bytes;
	deliver_script_close(&k->script);
	free(k->path);
	free(k);
}

void deliver_kept_release(struct deliver_kept *kept)
{
	for (size_t i = 0; i < DELIVER_KEPT_PLACES; i++)
		drop(kept, &kept->place[i]);
}

static struct deliver_kept_script **place_of(struct deliver_kept *kept,
					     const char *path)
{
	struct span name = span_of(path);
	uint64_t hash = hash_add_words(HASH_START, name);

	return &kept->place[hash_add_word(hash, name.len) %
			    DELIVER_KEPT_PLACES];
}

static bool is_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size && a->st_mode == b->st_mode &&
	       a->st_uid == b->st_uid && is_same_time(a->st_mtim, b->st_mtim) &&
	       is_same_time(a->st_ctim, b->st_ctim);
}

static bool look(const struct deliver_kept_key *key, struct stat *out)
{
	int failed = key->place == SIEVE_GLOBAL ? stat(key->path, out)
						: lstat(key->path, out);

	if (failed || !S_ISREG(out->st_mode))
		*out = (struct stat){ .st_mode = 0 };
	return out->st_mode != 0;
}

struct deliver_script *deliver_kept_find(struct deliver_kept *kept,
					 const struct deliver_kept_key *key,
					 struct stat *out_now)
{
	struct deliver_kept_script **place = place_of(kept, key->path);
	struct deliver_kept_script *k = *place;
	bool there = look(key, out_now);

	if (!k || k->place != key->place || strcmp(k->path, key->path) != 0 ||
	    strcmp(deliver_script_name(k->script), key->name) != 0)
		return NULL;
	if (there && is_same_file(&k->st, out_now))
		return deliver_script_hold(k->script);
	drop(kept, place);
	return NULL;
}

static bool is_settled(const struct stat *st, int64_t now)
{
	return S_ISREG(st->st_mode) &&
	       st->st_ctim.tv_sec <= now - SETTLED_SECONDS &&
	       st->st_mtim.tv_sec <= now - SETTLED_SECONDS;
}

void deliver_kept_add(struct deliver_kept *kept,
		      const struct deliver_kept_key *key, const struct stat *st,
		      int64_t now, struct deliver_script *script)
{
	struct deliver_kept_script **place = place_of(kept, key->path);
	uint64_t bytes = deliver_script_memory(script) + strlen(key->path) +
			 sizeof(**place);

	struct stat after;

	if (bytes > kept->max_bytes || !is_settled(st, now) ||
	    !look(key, &after) || !is_same_file(st, &after))
		return;
	drop(kept, place);
	while (kept->bytes + bytes > kept->max_bytes) {
		drop(kept, &kept->place[kept->hand]);
		kept->hand = (kept->hand + 1) % DELIVER_KEPT_PLACES;
	}
	*place = x_calloc(1, sizeof(**place));
	(*place)->path = x_strdup(key->path);
	(*place)->place = key->place;
	(*place)->st = *st;
	(*place)->script = deliver_script_hold(script);
	(*place)->bytes = bytes;
	kept->bytes += bytes;
}
