/* SPDX-License-Identifier: MIT */
/*
 * What is left when the index was lost: the blob file, if it was not lost with
 * it, tells for each message its UID, base name and kept fields, and
 * fumikura-foreign the UIDs of foreign names. Blobs whose CRC is right are
 * used again in place; foreign files get back the UID they had. fumikura-facts
 * has the keywords beyond the letters.
 */
#include "store/store_priv.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"

void store_memory_release(struct store_memory *memory)
{
	free(memory->blob);
	free(memory->name);
	md_known_release(&memory->facts);
	*memory = (struct store_memory){ .blob = NULL };
}

static void add_name(struct store_memory *memory, uint64_t hash, uint32_t uid)
{
	if (memory->name_count == memory->name_space) {
		memory->name_space =
			memory->name_space ? memory->name_space * 2 : 256;
		memory->name = x_realloc_array(memory->name, memory->name_space,
					       sizeof(*memory->name));
	}
	memory->name[memory->name_count] = (struct store_old_name){
		.hash = hash,
		.order = memory->name_count,
		.uid = uid,
	};
	memory->name_count++;
}

static void found_blob(void *arg, uint32_t uid, uint64_t at, uint32_t len,
		       struct span payload)
{
	struct store_memory *m = arg;
	struct span base;
	struct span order;
	uint64_t hash;

	if (!uid || !store_blob_base(payload, &base))
		return;
	hash = store_names_hash(base);
	add_name(m, hash, uid);
	if (m->blob_count == m->blob_space) {
		m->blob_space = m->blob_space ? m->blob_space * 2 : 256;
		m->blob = x_realloc_array(m->blob, m->blob_space,
					  sizeof(*m->blob));
	}
	m->blob[m->blob_count] = (struct store_old_blob){
		.hash = hash,
		.order = m->blob_count,
		.at = at,
		.len = len,
		.uid = uid,
		.sent = store_blob_sent(payload),
		.cached = store_blob_find(payload, STORE_ORDER, &order),
	};
	m->blob_count++;
}

/* The newest of a UID last. */
static int by_uid(const void *a, const void *b)
{
	const struct store_old_blob *x = a, *y = b;

	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int by_hash(const void *a, const void *b)
{
	const struct store_old_name *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool read_foreign(struct store_memory *memory,
			 const struct store_side *side, struct err *err)
{
	auto_buf struct buf text;
	struct store_foreign line;
	struct span rest;

	if (!store_foreign_read(side, &text, err))
		return false;
	rest = buf_span(&text);
	while (store_foreign_next(side, &rest, &line))
		add_name(memory, store_names_hash(line.base), line.uid);
	return true;
}

bool store_memory_read(struct store_memory *memory, struct store_side *side,
		       struct err *err)
{
	const struct index_blob_found found = { found_blob, memory };

	side->dirty = true;
	if (!index_blob_adopt(side->t->txn, &side->rec, &found, err) ||
	    !read_foreign(memory, side, err) ||
	    !md_known_read(&memory->facts, side->t->user->account.mail,
			   span_of(side->dir), side->mark, NULL, err) ||
	    !store_keywords_number(side, &memory->facts, err))
		return false;
	if (memory->blob_count)
		qsort(memory->blob, memory->blob_count, sizeof(*memory->blob),
		      by_uid);
	if (memory->name_count)
		qsort(memory->name, memory->name_count, sizeof(*memory->name),
		      by_hash);
	return true;
}

const struct store_old_blob *
store_memory_blob(const struct store_memory *memory, uint32_t uid,
		  uint64_t hash)
{
	size_t from = 0, to = memory->blob_count;

	/* One behind the last of that UID. */
	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (memory->blob[mid].uid <= uid)
			from = mid + 1;
		else
			to = mid;
	}
	if (from && memory->blob[from - 1].uid == uid &&
	    memory->blob[from - 1].hash == hash)
		return &memory->blob[from - 1];
	return NULL;
}

uint32_t store_memory_uid(const struct store_memory *memory, uint64_t hash)
{
	size_t from = 0, to = memory->name_count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (memory->name[mid].hash <= hash)
			from = mid + 1;
		else
			to = mid;
	}
	if (from && memory->name[from - 1].hash == hash)
		return memory->name[from - 1].uid;
	return 0;
}
