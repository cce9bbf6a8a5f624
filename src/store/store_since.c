/* SPDX-License-Identifier: MIT */
/*
 * What happened since a modseq, for clients that come back. The change log has
 * flags and expunges; arrivals follow from the records, because the later a
 * message came, the higher are its UID and its arrival's modseq. So it costs
 * what has changed. Where the log was trimmed, or the index built anew, all
 * records are looked at, and every UID that is not there may have vanished.
 */
#include "store/store_priv.h"

#include "base/auto.h"

struct since {
	struct store_box *box;
	struct store_read *read;
	uint64_t modseq;
};

/* The first message from that UID on: it may itself have been expunged a moment
 * ago. */
static bool came_later(struct since *s, uint32_t uid, bool *out,
		       struct err *err)
{
	struct index_message message;
	struct index_scan scan;
	enum index_step step;

	index_scan_init(&scan, s->read->txn, s->box->folder, uid);
	step = index_scan_next(&scan, &uid, &message, err);
	index_scan_release(&scan);
	*out = step == INDEX_STEP_END || message.arrival_modseq > s->modseq;
	return step != INDEX_STEP_BAD;
}

/* Those of the view that came later are its last ones. */
static bool add_arrivals(struct since *s, struct ranges *out, struct err *err)
{
	struct ranges *view = &s->box->uids;
	uint32_t low = 1;
	uint32_t high = ranges_size(view) + 1;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		bool later;

		if (!came_later(s, ranges_select(view, middle), &later, err))
			return false;
		if (later)
			high = middle;
		else
			low = middle + 1;
	}
	if (low <= ranges_size(view))
		ranges_add_run(out, ranges_select(view, low),
			       ranges_last(view));
	return true;
}

static bool read_log(struct since *s, struct ranges *changed,
		     struct ranges *vanished, struct err *err)
{
	return index_log_read(s->read->txn, s->box->folder, s->modseq, changed,
			      vanished, err) &&
	       add_arrivals(s, changed, err);
}

static bool read_records(struct since *s, struct ranges *changed,
			 struct ranges *vanished, struct err *err)
{
	struct index_message message;
	struct index_scan scan;
	enum index_step step;
	uint32_t uid;

	ranges_clear(changed);
	ranges_clear(vanished);
	if (s->box->uidnext > 1)
		ranges_add_run(vanished, 1, s->box->uidnext - 1);
	index_scan_init(&scan, s->read->txn, s->box->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE)
		if (message.modseq > s->modseq)
			ranges_add(changed, uid);
	index_scan_release(&scan);
	return step == INDEX_STEP_END;
}

static bool find(struct since *s, struct ranges *changed,
		 struct ranges *vanished, bool *out_exact, struct err *err)
{
	*out_exact = true;
	ranges_clear(changed);
	ranges_clear(vanished);
	if (s->read->folder.modseq == s->modseq)
		return true;
	if (read_log(s, changed, vanished, err))
		return true;
	if (err->kind != ERR_GONE)
		return false;
	err_clear(err);
	*out_exact = false;
	return read_records(s, changed, vanished, err);
}

bool store_box_since(struct store_box *box, uint64_t modseq,
		     struct ranges *changed, struct ranges *vanished,
		     bool *out_exact, struct err *err)
{
	struct store_read read;
	struct since s = { .box = box, .read = &read, .modseq = modseq };
	bool ok;

	if (!store_read_begin(box, &read, err))
		return false;
	ok = find(&s, changed, vanished, out_exact, err);
	store_read_end(&read);
	ranges_intersect(changed, &box->uids);
	ranges_remove_all(vanished, &box->uids);
	return ok;
}
