/* SPDX-License-Identifier: MIT */
/*
 * What is left when the index was lost but the blob file was not: for each
 * message its UID, base name and kept fields. Blobs whose CRC is right are
 * used again in place; names of foreign files get back the UID they had.
 */
#include "store/store_priv.h"

#include <stdlib.h>

#include "base/xalloc.h"

void store_memory_release(struct store_memory *memory)
{
	free(memory->by_uid);
	free(memory->by_hash);
	*memory = (struct store_memory){ .by_uid = NULL };
}

static void found_blob(void *arg, uint32_t uid, uint64_t at, uint32_t len,
		       struct span payload)
{
	struct store_memory *m = arg;
	struct span base;

	if (!uid || !store_blob_base(payload, &base))
		return;
	if (m->count == m->space) {
		m->space = m->space ? m->space * 2 : 256;
		m->by_uid = x_realloc_array(m->by_uid, m->space,
					    sizeof(*m->by_uid));
	}
	m->by_uid[m->count++] = (struct store_old_blob){
		.hash = store_names_hash(base),
		.at = at,
		.len = len,
		.uid = uid,
		.cached = store_blob_fields(payload).len > 0,
	};
}

/* The newest of a UID last. */
static int by_uid(const void *a, const void *b)
{
	const struct store_old_blob *x = a, *y = b;

	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int by_hash(const void *a, const void *b)
{
	const struct store_old_blob *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static void keep_newest(struct store_memory *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++)
		if (i + 1 == m->count ||
		    m->by_uid[i + 1].uid != m->by_uid[i].uid)
			m->by_uid[n++] = m->by_uid[i];
	m->count = n;
}

bool store_memory_read(struct store_memory *memory, struct store_side *side,
		       struct err *err)
{
	size_t size = sizeof(*memory->by_uid);

	if (!index_blob_adopt(side->t->txn, side->folder, &side->rec,
			      found_blob, memory, err))
		return false;
	side->dirty = true;
	if (!memory->count)
		return true;
	qsort(memory->by_uid, memory->count, size, by_uid);
	keep_newest(memory);
	memory->by_hash = x_realloc_array(NULL, memory->count, size);
	for (size_t i = 0; i < memory->count; i++)
		memory->by_hash[i] = memory->by_uid[i];
	qsort(memory->by_hash, memory->count, size, by_hash);
	return true;
}

const struct store_old_blob *
store_memory_by_uid(const struct store_memory *memory, uint32_t uid,
		    uint64_t hash)
{
	size_t from = 0, to = memory->count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (memory->by_uid[mid].uid < uid)
			from = mid + 1;
		else
			to = mid;
	}
	if (from < memory->count && memory->by_uid[from].uid == uid &&
	    memory->by_uid[from].hash == hash)
		return &memory->by_uid[from];
	return NULL;
}

const struct store_old_blob *
store_memory_by_hash(const struct store_memory *memory, uint64_t hash)
{
	size_t from = 0, to = memory->count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (memory->by_hash[mid].hash < hash)
			from = mid + 1;
		else
			to = mid;
	}
	if (from < memory->count && memory->by_hash[from].hash == hash)
		return &memory->by_hash[from];
	return NULL;
}
