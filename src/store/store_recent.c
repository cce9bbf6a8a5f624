/* SPDX-License-Identifier: MIT */
/*
 * \Recent belongs to the first session that sees a message: the record says
 * from which UID on nobody has. A session that stores a message into the
 * mailbox that it has open takes it in the same transaction, and with it those
 * that came before it; they wait in box->taken until they come into the view.
 */
#include "store/store_priv.h"

#include "base/auto.h"
#include "base/log.h"

static bool may_claim(const struct store_box *box)
{
	return box->access == STORE_READ_WRITE && !box->seen;
}

/* Without those that another session has claimed. */
static void leave_others(const struct store_box *box, uint32_t recent_uid,
			 struct ranges *uids)
{
	auto_ranges struct ranges own = { 0 };

	if (recent_uid <= 1)
		return;
	ranges_init(&own);
	ranges_copy(&own, uids);
	ranges_intersect(&own, &box->taken);
	ranges_remove_run(uids, 1, recent_uid - 1);
	ranges_add_all(uids, &own);
}

static bool claim_once(struct store_box *box, struct ranges *uids,
		       struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct index_folder rec;

	if (!store_txn_begin(box->user, &t, err) ||
	    !store_box_find(box, t.txn, &rec, err))
		return false;
	/* Somebody else was quicker with some of them. */
	leave_others(box, rec.recent_uid, uids);
	if (rec.recent_uid >= box->uidnext)
		return true;
	rec.recent_uid = box->uidnext;
	box->claimed = index_txn_point(t.txn);
	return index_folder_put(t.txn, box->folder, &rec, err) &&
	       store_txn_commit(&t, err);
}

/* It is no reason to refuse a mailbox. */
void store_recent_claim(struct store_box *box, uint32_t recent_uid,
			struct ranges *uids)
{
	struct err err = { 0 };
	unsigned tries = 0;

	if (!may_claim(box) || ranges_is_empty(uids))
		return;
	leave_others(box, recent_uid, uids);
	if (recent_uid >= box->uidnext) {
		ranges_clear(&box->taken);
		return;
	}
	do {
		err_clear(&err);
		if (claim_once(box, uids, &err)) {
			ranges_clear(&box->taken);
			return;
		}
	} while (store_txn_retry(box->user, &tries, &err));
	log_err(LOG_LEVEL_WARN, "recent", &err, "folder=%u", box->folder);
}

struct range store_recent_take(const struct store_box *box,
			       struct store_side *side)
{
	struct index_folder *rec = &side->rec;
	struct range taken = { 0 };

	if (!box || !may_claim(box) || box->user != side->t->user ||
	    box->uidvalidity != rec->uidvalidity ||
	    !span_eq(span_of(box->dir), span_of(side->dir)))
		return taken;
	taken.first = rec->recent_uid ? rec->recent_uid : 1;
	taken.last = rec->uidnext - 1;
	rec->recent_uid = rec->uidnext;
	return taken;
}
