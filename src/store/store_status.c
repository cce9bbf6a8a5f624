/* SPDX-License-Identifier: MIT */
/* STATUS: the folder's record, after a look at its directories. */
#include "store/store_priv.h"

#include <string.h>

#include "base/auto.h"

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

static bool read_status(struct store_user *user, const char *dir,
			struct store_status *out, struct err *err)
{
	struct index_folder rec;
	struct index_txn *txn;
	uint32_t folder;
	bool ok;

	if (!index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	ok = index_folder_find(txn, span_of(dir), &folder, err) &&
	     index_folder_get(txn, folder, &rec, err) &&
	     count_recent(txn, folder, &rec, &out->recent, err);
	index_abort(&txn);
	if (!ok) {
		user->retry = err->kind == ERR_NOTFOUND;
		return false;
	}
	out->messages = rec.messages;
	out->unseen = rec.unseen;
	out->deleted = rec.deleted;
	out->uidnext = rec.uidnext;
	out->uidvalidity = rec.uidvalidity;
	out->modseq = rec.modseq;
	out->vbytes = rec.vbytes;
	memcpy(out->mailbox_id, rec.mailbox_id, sizeof(out->mailbox_id));
	return true;
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
