/* SPDX-License-Identifier: MIT */
/* The folder of an open mailbox, as long as it is the same mailbox. */
#include "store/store_priv.h"

#include <string.h>

static bool same_folder(const struct store_box *box,
			const struct index_folder *rec)
{
	return rec->uidvalidity == box->uidvalidity &&
	       memcmp(rec->mailbox_id, box->mailbox_id,
		      sizeof(box->mailbox_id)) == 0;
}

bool store_box_find(struct store_box *box, struct index_txn *txn,
		    struct index_folder *out, struct err *err)
{
	if (!index_folder_find(txn, span_of(box->dir), &box->folder, err) ||
	    !index_folder_get(txn, box->folder, out, err)) {
		/* Discarded a moment ago, by another process. */
		if (err->kind == ERR_NOTFOUND)
			box->user->retry = true;
		return false;
	}
	/* UIDs of the view may come again for other messages in a mailbox that
	 * came back from a backup without its index. */
	if (!same_folder(box, out) || out->uidnext < box->uidnext)
		return err_set(err, ERR_GONE, "The mailbox was deleted");
	return true;
}

bool store_box_side(struct store_box *box, struct store_txn *t,
		    struct store_side *side, struct err *err)
{
	if (!store_sync_open(t, box->dir, STORE_SYNC_LIGHT, side, err)) {
		if (err->kind == ERR_NOTFOUND) {
			err_clear(err);
			err_set(err, ERR_GONE, "The mailbox was deleted");
		}
		return false;
	}
	if (same_folder(box, &side->rec) && side->rec.uidnext >= box->uidnext)
		return true;
	return err_set(err, ERR_GONE, "The mailbox was deleted");
}
