/* SPDX-License-Identifier: MIT */
/*
 * Files that are there, but not under the base that their blobs tell, or whose
 * blobs are damaged: all of the folder are looked for by the UIDs in their
 * names and their bases noted anew.
 */
#include "store/store_priv.h"

#include "base/auto.h"
#include "base/log.h"

enum {
	ROUNDS_MAX = 64
};

void store_locate_init(struct store_locate *l)
{
	*l = (struct store_locate){ .missing = 0 };
	ranges_init(&l->absent);
}

void store_locate_release(struct store_locate *l)
{
	ranges_release(&l->absent);
}

static bool is_right(struct store_side *side, uint32_t uid,
		     const struct index_message *message, struct span base)
{
	struct span payload, noted;
	struct err err = { 0 };

	return store_name_payload(side->t->txn, &side->rec, uid, message,
				  &payload, &err) &&
	       store_blob_base(payload, &noted) && span_eq(noted, base);
}

/* The record's base becomes that of the file. */
static bool note_base(struct store_side *side, uint32_t uid,
		      struct index_message *message, struct span base,
		      struct err *err)
{
	auto_buf struct buf payload;

	buf_init(&payload, MD_NAME_MAX + 16);
	store_blob_begin(&payload, base);
	message->flags &= ~(uint32_t)INDEX_CACHED;
	side->dirty = true;
	return index_blob_add(side->t->txn, &side->rec, uid, buf_span(&payload),
			      message, err) &&
	       index_message_put(side->t->txn, side->folder, uid, message, err);
}

static bool mend_all(struct store_side *side, const struct store_names *names,
		     struct err *err)
{
	struct index_message message;
	struct index_scan scan;
	enum index_step step;
	unsigned mended = 0;
	uint32_t uid;

	index_scan_init(&scan, side->t->txn, side->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE) {
		const struct store_entry *e = store_names_by_uid(names, uid);

		if (!e ||
		    is_right(side, uid, &message, store_names_base(names, e)))
			continue;
		if (!note_base(side, uid, &message, store_names_base(names, e),
			       err))
			break;
		mended++;
	}
	index_scan_release(&scan);
	if (mended)
		log_event(LOG_LEVEL_WARN, "names-mended", "count=%u", mended);
	return step == INDEX_STEP_END;
}

/* *out_there: the index knows the message and its file now. */
static bool mend_once(struct store_box *box, uint32_t uid, bool *out_there,
		      struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };
	auto_store_names struct store_names names;
	struct index_message message;

	store_names_init(&names);
	if (!store_txn_begin(box->user, &t, err) ||
	    !store_box_side(box, &t, &side, err) ||
	    !store_names_read(&names, &side.dirs, side.mark, err) ||
	    !mend_all(&side, &names, err))
		return false;
	*out_there = index_message_get(t.txn, side.folder, uid, &message, err);
	if (!*out_there && err->kind != ERR_NOTFOUND)
		return false;
	return store_side_put(&side, err) && store_txn_commit(&t, err);
}

static bool mend(struct store_box *box, uint32_t uid, bool *out_there,
		 struct err *err)
{
	unsigned tries = 0;

	box->user->rescan = true;
	do {
		err_clear(err);
		if (mend_once(box, uid, out_there, err))
			return true;
	} while (store_txn_retry(box->user, &tries, err));
	return false;
}

bool store_locate_mend(struct store_box *box, uint32_t uid, struct err *err)
{
	bool there;

	if (!mend(box, uid, &there, err))
		return false;
	return there || err_set(err, ERR_GONE, "The message was expunged");
}

bool store_locate_retry(struct store_box *box, struct store_locate *l,
			struct err *err)
{
	uint32_t uid = l->missing;
	bool there;

	l->missing = 0;
	if (!uid)
		return store_txn_retry(box->user, &l->tries, err);
	box->user->retry = false;
	if (++l->rounds > ROUNDS_MAX)
		return false;
	err_clear(err);
	if (!mend(box, uid, &there, err))
		return false;
	/* Known to the index, looked for, and missed again. */
	if (there && uid == l->last)
		ranges_add(&l->absent, uid);
	l->last = uid;
	return true;
}
