/* SPDX-License-Identifier: MIT */
/*
 * The blob file of a folder, compacted when most of it is of messages that are
 * no more. Who scanned the directories also looks whether it is worth it and
 * begins a new file; sessions that open the mailbox then carry the blobs over,
 * a bounded number each, in transactions of some hundred. Nothing fails
 * because of it.
 */
#include "store/store_priv.h"

#include "base/log.h"

enum {
	SLACK = 1 << 20, /* dead bytes that are not worth the work */
	STEPS = 128,     /* transactions of one call */
};

static bool find_folder(struct index_txn *txn, const char *dir,
			uint32_t *out_folder, struct index_folder *out,
			struct err *err)
{
	return index_folder_find(txn, span_of(dir), out_folder, err) &&
	       index_folder_get(txn, *out_folder, out, err);
}

static bool count_live(struct index_txn *txn, uint32_t folder, uint64_t *out,
		       struct err *err)
{
	struct index_message message;
	enum index_step step;
	struct index_scan scan;
	uint32_t uid;

	*out = 0;
	index_scan_init(&scan, txn, folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE)
		*out += index_blob_room(&message);
	index_scan_release(&scan);
	return step == INDEX_STEP_END;
}

static bool is_wasteful(struct store_user *user, const char *dir, bool *out,
			struct err *err)
{
	struct index_folder rec;
	struct index_txn *txn;
	uint64_t live = 0;
	uint32_t folder;
	bool ok;

	*out = false;
	if (!index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	ok = find_folder(txn, dir, &folder, &rec, err);
	if (ok && rec.blob_end > SLACK && !index_blob_is_moving(txn, &rec)) {
		ok = count_live(txn, folder, &live, err);
		*out = ok && rec.blob_end > 2 * live + SLACK;
	}
	index_abort(&txn);
	return ok;
}

static bool renew(struct store_user *user, const char *dir, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct index_folder rec;
	uint32_t folder;

	if (!store_txn_begin(user, &t, err) ||
	    !find_folder(t.txn, dir, &folder, &rec, err))
		return false;
	/* Somebody else was quicker. */
	if (rec.blob_end <= SLACK || index_blob_is_moving(t.txn, &rec))
		return true;
	index_blob_renew(t.txn, &rec);
	return index_folder_put(t.txn, folder, &rec, err) &&
	       store_txn_commit(&t, err);
}

static void note_failure(struct store_user *user, const char *dir,
			 const struct err *err)
{
	if (err->kind == ERR_NOTFOUND)
		return;
	if (err->kind == ERR_CORRUPT)
		user->corrupt = true;
	log_err(LOG_LEVEL_WARN, "compaction", err, "user=%s folder=%s",
		user->account.user, LOG_TEXT(span_of(dir)));
}

void store_compact_consider(struct store_user *user, const char *dir)
{
	struct err err = { 0 };
	bool wasteful;

	if (is_wasteful(user, dir, &wasteful, &err) &&
	    (!wasteful || renew(user, dir, &err)))
		return;
	note_failure(user, dir, &err);
}

struct moving {
	uint32_t uid; /* the next; 0: done */
	uint32_t generation;
};

/* The first message whose blob is still in the old file, looked for without
 * the lock; behind the last if there is none. */
static bool find_first(struct index_txn *txn, uint32_t folder,
		       const struct index_folder *rec, struct moving *m,
		       struct err *err)
{
	struct index_message message;
	enum index_step step;
	struct index_scan scan;

	index_scan_init(&scan, txn, folder, 1);
	while ((step = index_scan_next(&scan, &m->uid, &message, err)) ==
	       INDEX_STEP_ONE)
		if (index_blob_is_old(rec, &message))
			break;
	index_scan_release(&scan);
	if (step == INDEX_STEP_END)
		m->uid = UINT32_MAX;
	return step != INDEX_STEP_BAD;
}

static bool start(struct store_user *user, const char *dir, struct moving *m,
		  struct err *err)
{
	struct index_folder rec;
	struct index_txn *txn;
	uint32_t folder;
	bool ok;

	m->uid = 0;
	if (!index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	ok = find_folder(txn, dir, &folder, &rec, err);
	if (ok)
		m->generation = rec.blob_generation;
	if (ok && index_blob_is_moving(txn, &rec))
		ok = find_first(txn, folder, &rec, m, err);
	index_abort(&txn);
	return ok;
}

static bool move_some(struct store_user *user, const char *dir,
		      struct moving *m, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct index_folder rec;
	uint32_t folder;

	if (!store_txn_begin(user, &t, err) ||
	    !find_folder(t.txn, dir, &folder, &rec, err))
		return false;
	/* Another session has finished, and perhaps begun the next file. */
	if (rec.blob_generation != m->generation ||
	    !index_blob_is_moving(t.txn, &rec)) {
		m->uid = 0;
		return true;
	}
	return index_blob_move(t.txn, folder, &rec, &m->uid, err) &&
	       index_folder_put(t.txn, folder, &rec, err) &&
	       store_txn_commit(&t, err);
}

void store_compact_go_on(struct store_user *user, const char *dir)
{
	struct err err = { 0 };
	struct moving m;
	bool ok = start(user, dir, &m, &err);

	for (int i = 0; ok && m.uid && i < STEPS; i++)
		ok = move_some(user, dir, &m, &err);
	if (!ok)
		note_failure(user, dir, &err);
}
