/* SPDX-License-Identifier: MIT */
/* STATUS: the folder's record, after a look at its directories. */
#include "store/store_priv.h"

#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/log.h"

static bool count_recent(struct index_txn *txn, uint32_t folder,
			 const struct index_folder *rec, uint32_t *out,
			 struct err *err)
{
	auto_ranges struct ranges uids;

	ranges_init(&uids);
	if (!index_uids_read(txn, folder, rec, rec->recent_uid, &uids, err))
		return false;
	*out = ranges_size(&uids);
	return true;
}

static bool fill(struct index_txn *txn, uint32_t folder,
		 const struct index_folder *rec, struct store_status *out,
		 struct err *err)
{
	*out = (struct store_status){
		.messages = rec->messages,
		.unseen = rec->unseen,
		.deleted = rec->deleted,
		.uidnext = rec->uidnext,
		.uidvalidity = rec->uidvalidity,
		.modseq = rec->modseq,
		.vbytes = rec->vbytes,
	};
	memcpy(out->mailbox_id, rec->mailbox_id, sizeof(out->mailbox_id));
	return count_recent(txn, folder, rec, &out->recent, err);
}

static bool read_record(struct index_txn *txn, struct span dir,
			uint32_t *out_folder, struct index_folder *out,
			struct err *err)
{
	return index_folder_find(txn, dir, out_folder, err) &&
	       index_folder_get(txn, *out_folder, out, err);
}

static bool read_status(struct store_user *user, const char *dir,
			struct store_status *out, struct err *err)
{
	struct index_folder rec;
	struct index_txn *txn;
	uint32_t folder;
	bool ok;

	if (!index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	ok = read_record(txn, span_of(dir), &folder, &rec, err) &&
	     fill(txn, folder, &rec, out, err);
	index_abort(&txn);
	if (!ok)
		user->retry = err->kind == ERR_NOTFOUND;
	return ok;
}

bool store_status(struct store_user *user, struct span name,
		  struct store_status *out, struct err *err)
{
	auto_buf struct buf dir;
	unsigned tries = 0;

	buf_init(&dir, STORE_PATH_CAP);
	if (!store_user_dir(user, name, &dir, err))
		return false;
	do {
		err_clear(err);
		if (store_build_ensure(user, err) &&
		    store_sync(user, buf_str(&dir), STORE_SYNC_FULL, err) &&
		    read_status(user, buf_str(&dir), out, err))
			return true;
	} while (store_txn_retry(user, &tries, err));
	return false;
}

/* ---- of many ---- */

struct look {
	struct span dir;
	struct md_time seen[STORE_PLACES];
	bool looked; /* both times are known */
};

static void look_at(struct store_user *user, struct span name,
		    struct arena *arena, struct look *out)
{
	auto_buf struct buf dir;
	struct err err = { 0 };

	buf_init(&dir, STORE_PATH_CAP);
	out->looked = store_user_dir(user, name, &dir, &err);
	out->dir = arena_dup(arena, buf_span(&dir));
	out->looked = out->looked &&
		      store_dirs_look(user, buf_str(&dir), out->seen, &err);
}

/* What the index knows and the files have not changed since. */
static void read_known(struct store_user *user, const struct look *look,
		       struct store_status_of *of, size_t count)
{
	struct index_folder rec;
	struct index_txn *txn;
	uint32_t folder;
	struct err err = { 0 };

	if (user->rescan || !index_begin(user->index, INDEX_READ, &txn, &err))
		return;
	for (size_t i = 0; i < count; i++)
		of[i].found =
			look[i].looked &&
			read_record(txn, look[i].dir, &folder, &rec, &err) &&
			!store_sync_is_due(&rec, look[i].seen,
					   STORE_SYNC_FULL) &&
			fill(txn, folder, &rec, &of[i].status, &err);
	index_abort(&txn);
}

void store_status_many(struct store_user *user, struct store_status_of *of,
		       size_t count)
{
	auto_arena struct arena arena;
	struct look *look;

	arena_init(&arena);
	look = arena_alloc_array(&arena, count + 1, sizeof(*look));
	/* No file is looked at while the snapshot is held: what is committed
	 * in between looks like a change that is not known yet. */
	for (size_t i = 0; i < count; i++) {
		of[i].found = false;
		look_at(user, of[i].name, &arena, &look[i]);
	}
	read_known(user, look, of, count);
	for (size_t i = 0; i < count; i++) {
		struct err err = { 0 };

		if (of[i].found)
			continue;
		of[i].found =
			store_status(user, of[i].name, &of[i].status, &err);
		if (!of[i].found && err.kind != ERR_NOTFOUND)
			log_err(LOG_LEVEL_ERROR, "status", &err, "mailbox=%s",
				LOG_TEXT(of[i].name));
	}
}

/* ---- what is deleted ---- */

static bool sum_deleted(struct index_txn *txn, uint32_t folder,
			uint32_t deleted, uint64_t *out_bytes, struct err *err)
{
	struct index_message message;
	struct index_scan scan;
	enum index_step step = INDEX_STEP_END;
	uint32_t uid;

	*out_bytes = 0;
	index_scan_init(&scan, txn, folder, 1);
	while (deleted && (step = index_scan_next(&scan, &uid, &message,
						  err)) == INDEX_STEP_ONE) {
		if (!(message.flags & INDEX_DELETED))
			continue;
		*out_bytes += message.size;
		deleted--;
	}
	index_scan_release(&scan);
	return step != INDEX_STEP_BAD;
}

bool store_status_deleted(struct store_user *user, struct span name,
			  uint64_t *out_bytes, struct err *err)
{
	auto_buf struct buf dir;
	struct index_folder rec;
	struct index_txn *txn;
	uint32_t folder;
	bool ok;

	buf_init(&dir, STORE_PATH_CAP);
	if (!store_user_dir(user, name, &dir, err) ||
	    !index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	ok = read_record(txn, buf_span(&dir), &folder, &rec, err) &&
	     sum_deleted(txn, folder, rec.deleted, out_bytes, err);
	index_abort(&txn);
	return ok;
}
