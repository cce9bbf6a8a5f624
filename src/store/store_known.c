/* SPDX-License-Identifier: MIT */
/*
 * The mailboxes that the index holds, as a set of hashes in memory, so that a
 * folder which is met for the first time costs no pass over all folders: to
 * build an index of thousands of them would take a square of that.
 *
 * The set may hold too many: who finds a mailbox in it looks into the index.
 * It lacks none as long as all transactions since it was read were our own,
 * one after the other, as they are while an index is built.
 */
#include "store/store_priv.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"

enum {
	SPACE_LEAST = 64
};

/* Never 0, which marks a free slot. */
static uint64_t hash_of(uint32_t uidvalidity, const uint8_t id[16])
{
	uint64_t h =
		store_names_hash(span_make((const char *)id, 16)) ^ uidvalidity;

	return h ? h : 1;
}

static size_t slot_of(const struct store_known *k, uint64_t hash)
{
	size_t i = (size_t)hash & (k->space - 1);

	while (k->slot[i] && k->slot[i] != hash)
		i = (i + 1) & (k->space - 1);
	return i;
}

static void add(struct store_known *k, uint64_t hash);

static void grow(struct store_known *k)
{
	struct store_known old = *k;

	k->space = old.space ? old.space * 2 : SPACE_LEAST;
	k->slot = x_calloc(k->space, sizeof(*k->slot));
	k->count = 0;
	for (size_t i = 0; i < old.space; i++)
		if (old.slot[i])
			add(k, old.slot[i]);
	free(old.slot);
}

static void add(struct store_known *k, uint64_t hash)
{
	size_t i;

	if (2 * (k->count + 1) > k->space)
		grow(k);
	i = slot_of(k, hash);
	k->count += k->slot[i] == 0;
	k->slot[i] = hash;
}

void store_known_release(struct store_known *k)
{
	free(k->slot);
	*k = (struct store_known){ .slot = NULL };
}

static bool is_current(const struct store_known *k,
		       const struct index_point *now)
{
	return k->space && k->at.file == now->file &&
	       (k->at.number == now->number ||
		(k->committed && k->at.number + 1 == now->number));
}

static bool read_all(struct store_known *k, struct index_txn *txn,
		     struct err *err)
{
	auto_arena struct arena arena;
	struct index_folder rec;
	struct span *dirs;
	uint32_t folder;
	size_t count;

	arena_init(&arena);
	store_known_release(k);
	if (!index_folder_list(txn, &arena, &dirs, &count, err))
		return false;
	grow(k);
	for (size_t i = 0; i < count; i++) {
		if (!index_folder_find(txn, dirs[i], &folder, err) ||
		    !index_folder_get(txn, folder, &rec, err)) {
			store_known_release(k);
			return false;
		}
		add(k, hash_of(rec.uidvalidity, rec.mailbox_id));
	}
	return true;
}

bool store_known_has(struct store_txn *t, const struct md_uid *uid, bool *out,
		     struct err *err)
{
	struct index_point now = index_txn_point(t->txn);
	struct store_known *k = &t->user->known;
	uint64_t hash = hash_of(uid->uidvalidity, uid->mailbox_id);

	if (!is_current(k, &now) && !read_all(k, t->txn, err))
		return false;
	k->at = now;
	k->committed = false;
	*out = k->slot[slot_of(k, hash)] == hash;
	return true;
}

void store_known_add(struct store_txn *t, const struct md_uid *uid)
{
	struct index_point now = index_txn_point(t->txn);

	if (is_current(&t->user->known, &now))
		add(&t->user->known,
		    hash_of(uid->uidvalidity, uid->mailbox_id));
}

/* Only one that was asked here: it has written the folder, and a transaction
 * without changes has a number that is given again. */
void store_known_commit(struct store_user *user, struct index_point done)
{
	struct store_known *k = &user->known;

	if (k->at.file == done.file && k->at.number == done.number)
		k->committed = true;
}
