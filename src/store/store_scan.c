/* SPDX-License-Identifier: MIT */
/*
 * The names on disk, read in one pass over new/ and cur/: 48 bytes and the
 * name for each file, foreign ones ordered by the hash of their base, ours by
 * UID. No file is opened or looked at.
 */
#include "store/store_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/x.h"

enum {
	NAMES_CAP = 0x7fffffff
};

struct reading {
	struct store_names *names;
	uint64_t mark;
	enum store_place place;
};

void store_names_init(struct store_names *names)
{
	*names = (struct store_names){ .entry = NULL };
	buf_init(&names->text, NAMES_CAP);
}

void store_names_release(struct store_names *names)
{
	buf_release(&names->text);
	free(names->entry);
	names->entry = NULL;
}

/* With a final mix; equal hashes are compared byte by byte. */
uint64_t store_names_hash(struct span s)
{
	uint64_t h = hash_add(HASH_START, s);

	return h ^ (h >> 32);
}

/* In cur/ the letters must stand as we write them; in new/ there are none. */
static bool is_odd(struct span name, const struct md_name *md,
		   enum store_place place)
{
	char room[MD_NAME_FLAGS_MAX];
	struct span tail = span_from(name, md->base.len);

	if (place == STORE_NEW)
		return tail.len != 0;
	return !span_eq(tail, md_name_flags(room, md->flags, md->keywords));
}

static void add_name(void *arg, struct span name)
{
	struct reading *r = arg;
	struct store_names *names = r->names;
	struct store_entry *e;
	struct md_name md;

	if (name.len > MD_NAME_MAX || !md_name_parse(name, &md))
		return;
	if (names->count == names->space) {
		names->space = names->space ? names->space * 2 : 256;
		names->entry = x_realloc_array(names->entry, names->space,
					       sizeof(*names->entry));
	}
	e = &names->entry[names->count];
	*e = (struct store_entry){
		.keywords = md.keywords,
		.flags = md.flags & INDEX_FLAG_MASK,
		.at = (uint32_t)names->text.len,
		.len = (uint16_t)name.len,
		.base_len = (uint16_t)md.base.len,
		.odd = is_odd(name, &md, r->place),
	};
	if (md.has_uid && md.mark == r->mark && md.uid > 0)
		e->uid = md.uid;
	else
		e->hash = store_names_hash(md.base);
	if (r->place == STORE_NEW)
		e->flags |= INDEX_IN_NEW;
	buf_add(&names->text, name);
	names->count++;
}

static int by_uid_and_hash(const void *a, const void *b)
{
	const struct store_entry *x = a, *y = b;

	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->at < y->at ? -1 : 1;
}

bool store_names_read(struct store_names *names, const struct store_dirs *dirs,
		      uint64_t mark, struct err *err)
{
	struct reading r = { .names = names, .mark = mark };

	for (int i = 0; i < STORE_PLACES; i++) {
		r.place = (enum store_place)i;
		if (!md_scan(dirs->fd[i], add_name, &r, err))
			return false;
	}
	if (names->text.full) {
		err_set(err, ERR_TEMP, "Temporary failure");
		return err_detail(err, "too many files in one folder");
	}
	if (names->count)
		qsort(names->entry, names->count, sizeof(*names->entry),
		      by_uid_and_hash);
	while (names->foreign < names->count &&
	       names->entry[names->foreign].uid == 0)
		names->foreign++;
	return true;
}

struct span store_names_name(const struct store_names *names,
			     const struct store_entry *entry)
{
	return span_make(names->text.ptr + entry->at, entry->len);
}

struct span store_names_base(const struct store_names *names,
			     const struct store_entry *entry)
{
	return span_make(names->text.ptr + entry->at, entry->base_len);
}

enum store_place store_names_place(const struct store_entry *entry)
{
	return entry->flags & INDEX_IN_NEW ? STORE_NEW : STORE_CUR;
}

/* First entry of [from, to) that is not below. */
static size_t lower(const struct store_names *names, size_t from, size_t to,
		    uint32_t uid, uint64_t hash)
{
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		const struct store_entry *e = &names->entry[mid];

		if (e->uid < uid || (e->uid == uid && e->hash < hash))
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

struct store_entry *store_names_by_uid(const struct store_names *names,
				       uint32_t uid)
{
	size_t at = lower(names, names->foreign, names->count, uid, 0);

	for (; at < names->count && names->entry[at].uid == uid; at++)
		if (!names->entry[at].used && !names->entry[at].renamed)
			return &names->entry[at];
	return NULL;
}

struct store_entry *store_names_by_base(const struct store_names *names,
					struct span base)
{
	uint64_t hash = store_names_hash(base);
	size_t at = lower(names, 0, names->foreign, 0, hash);

	for (; at < names->foreign && names->entry[at].hash == hash; at++) {
		struct store_entry *e = &names->entry[at];

		if (!e->used && !e->renamed &&
		    span_eq(base, store_names_base(names, e)))
			return e;
	}
	return NULL;
}
