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
	char *what; /* path or text */
	size_t len;
	bool is_text;
	enum sieve_place place;
	struct stat st;
	struct deliver_script *script;
	uint64_t bytes;
};

void deliver_kept_init(struct deliver_kept *kept, uint64_t max_bytes)
{
	*kept = (struct deliver_kept){ .max_bytes = max_bytes };
}

static void free_entry(struct deliver_kept_script **entry)
{
	deliver_script_close(&(*entry)->script);
	free((*entry)->what);
	free(*entry);
	*entry = NULL;
}

static void drop(struct deliver_kept *kept, struct deliver_kept_script **place)
{
	if (!*place)
		return;
	kept->bytes -= (*place)->bytes;
	free_entry(place);
}

void deliver_kept_release(struct deliver_kept *kept)
{
	for (size_t i = 0; i < DELIVER_KEPT_PLACES; i++)
		drop(kept, &kept->place[i]);
}

static struct span what_of(const struct deliver_kept_key *key)
{
	return key->text.ptr ? key->text : span_of(key->path);
}

static struct deliver_kept_script **place_of(struct deliver_kept *kept,
					     const struct deliver_kept_key *key)
{
	struct span what = what_of(key);
	uint64_t hash = hash_add_words(HASH_START, what);

	return &kept->place[hash_add_word(hash, what.len) %
			    DELIVER_KEPT_PLACES];
}

static bool is_of(const struct deliver_kept_script *k,
		  const struct deliver_kept_key *key)
{
	return k->place == key->place &&
	       k->is_text == (key->text.ptr != NULL) &&
	       span_eq(span_make(k->what, k->len), what_of(key)) &&
	       strcmp(deliver_script_name(k->script), key->name) == 0;
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
	int failed = key->text.ptr                ? -1
		     : key->place == SIEVE_GLOBAL ? stat(key->path, out)
						  : lstat(key->path, out);

	if (failed || !S_ISREG(out->st_mode))
		*out = (struct stat){ .st_mode = 0 };
	return out->st_mode != 0;
}

struct deliver_script *deliver_kept_find(struct deliver_kept *kept,
					 const struct deliver_kept_key *key,
					 struct stat *out_now)
{
	struct deliver_kept_script **place = place_of(kept, key);
	struct deliver_kept_script *k = *place;
	bool there = look(key, out_now);

	if (!k || !is_of(k, key))
		return NULL;
	if (k->is_text || (there && is_same_file(&k->st, out_now)))
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

/* What was read is what the file has, and will be seen to change. */
static bool is_sure(const struct deliver_kept_key *key, const struct stat *st,
		    int64_t now)
{
	struct stat after;

	return key->text.ptr || (is_settled(st, now) && look(key, &after) &&
				 is_same_file(st, &after));
}

static struct deliver_kept_script *new_entry(const struct deliver_kept_key *key,
					     const struct stat *st,
					     struct deliver_script *script)
{
	struct deliver_kept_script *k = x_calloc(1, sizeof(*k));

	k->what = x_span_dup(what_of(key));
	k->len = what_of(key).len;
	k->is_text = key->text.ptr != NULL;
	k->place = key->place;
	k->st = *st;
	k->script = deliver_script_hold(script);
	k->bytes = deliver_script_memory(script) + k->len + sizeof(*k);
	return k;
}

void deliver_kept_add(struct deliver_kept *kept,
		      const struct deliver_kept_key *key, const struct stat *st,
		      int64_t now, struct deliver_script *script)
{
	struct deliver_kept_script **place = place_of(kept, key);
	struct deliver_kept_script *new;

	if (!is_sure(key, st, now))
		return;
	drop(kept, place);
	new = new_entry(key, st, script);
	if (new->bytes > kept->max_bytes) {
		free_entry(&new);
		return;
	}
	while (kept->bytes + new->bytes > kept->max_bytes) {
		drop(kept, &kept->place[kept->hand]);
		kept->hand = (kept->hand + 1) % DELIVER_KEPT_PLACES;
	}
	*place = new;
	kept->bytes += new->bytes;
}
