/* SPDX-License-Identifier: MIT */
/*
 * A message whose file is there but not under the base that its blob tells,
 * or whose blob is damaged: the file is looked for by its UID and the base
 * noted anew.
 */
#include "store/store_priv.h"

#include "base/auto.h"
#include "base/log.h"

/* The record's base becomes that of the entry. */
static bool note_base(struct store_side *side, uint32_t uid,
		      const struct store_names *names,
		      const struct store_entry *e, struct err *err)
{
	struct index_message message;
	struct span old, base;
	struct err none = { 0 };
	auto_buf struct buf payload;

	buf_init(&payload, MD_NAME_MAX + 16);
	if (!index_message_get(side->t->txn, side->folder, uid, &message, err))
		return false;
	if (store_name_payload(side->t->txn, &side->rec, uid, &message, &old,
			       &none) &&
	    store_blob_base(old, &base) &&
	    span_eq(base, store_names_base(names, e)))
		return true;
	log_event(LOG_LEVEL_WARN, "name-mended", "uid=%u", uid);
	store_blob_begin(&payload, store_names_base(names, e));
	message.flags &= ~(uint32_t)INDEX_CACHED;
	side->dirty = true;
	return index_blob_add(side->t->txn, &side->rec, uid, buf_span(&payload),
			      &message, err) &&
	       index_message_put(side->t->txn, side->folder, uid, &message,
				 err);
}

static bool mend_once(struct store_box *box, uint32_t uid, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };
	auto_store_names struct store_names names;
	struct store_entry *e;

	store_names_init(&names);
	if (!store_txn_begin(box->user, &t, err) ||
	    !store_box_side(box, &t, &side, err) ||
	    !store_names_read(&names, &side.dirs, side.mark, err))
		return false;
	e = store_names_by_uid(&names, uid);
	if (!e)
		return err_set(err, ERR_GONE, "The message was expunged");
	store_settle_odd(&side, &names, e);
	return note_base(&side, uid, &names, e, err) &&
	       store_side_put(&side, err) && store_txn_commit(&t, err);
}

bool store_locate_mend(struct store_box *box, uint32_t uid, struct err *err)
{
	unsigned tries = 0;

	do {
		err_clear(err);
		if (mend_once(box, uid, err))
			return true;
	} while (store_txn_retry(box->user, &tries, err));
	return false;
}

bool store_locate_retry(struct store_box *box, uint32_t missing,
			struct ranges *out_absent, unsigned *tries,
			struct err *err)
{
	struct err why = { 0 };

	if (!missing)
		return store_txn_retry(box->user, tries, err);
	box->user->retry = false;
	if (++*tries >= STORE_TRIES)
		return false;
	box->user->rescan = true;
	if (!store_locate_mend(box, missing, &why) || *tries > 1)
		ranges_add(out_absent, missing);
	/* Each message may be looked for once. */
	*tries = *tries > 1 ? *tries - 1 : *tries;
	return true;
}
