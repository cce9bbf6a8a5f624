/* SPDX-License-Identifier: MIT */
#include "imap/imap_resync.h"

#include "base/auto.h"
#include "imap/imap_modseq.h"
#include "imap/imap_set.h"
#include "imap/imap_sync.h"

void imap_resync_init(struct imap_resync *resync)
{
	*resync = (struct imap_resync){ .qresync = false };
	ranges_init(&resync->known);
	ranges_init(&resync->numbers);
	ranges_init(&resync->uids);
}

void imap_resync_release(struct imap_resync *resync)
{
	ranges_release(&resync->known);
	ranges_release(&resync->numbers);
	ranges_release(&resync->uids);
}

/* ---- parsing ---- */

/* A set without "*". */
static bool take_set(struct span *rest, struct ranges *out)
{
	auto_arena struct arena arena;
	struct imap_set set;

	arena_init(&arena);
	if (!imap_set_take(rest, &arena, &set))
		return false;
	for (size_t i = 0; i < set.count; i++)
		if (set.run[i].first == 0 || set.run[i].last == 0)
			return false;
	imap_set_uids_to(&set, 0, out);
	return true;
}

static bool take_ascending(struct span *rest, struct ranges *out)
{
	auto_arena struct arena arena;
	struct imap_set set;

	arena_init(&arena);
	if (!imap_set_take(rest, &arena, &set) || !imap_set_is_ascending(&set))
		return false;
	imap_set_uids_to(&set, 0, out);
	return true;
}

/* "(1,5 7,20)" behind its "(" */
static bool take_match_data(struct span *rest, struct imap_resync *out)
{
	return take_ascending(rest, &out->numbers) &&
	       wire_imap_take_space(rest) && take_ascending(rest, &out->uids) &&
	       wire_imap_take_char(rest, ')') &&
	       ranges_size(&out->numbers) == ranges_size(&out->uids);
}

/* "(67890007 20050715194045000 41,43:211 (1 2))" */
static bool take_qresync(struct span *rest, struct imap_resync *out)
{
	uint64_t uidvalidity;

	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '(') ||
	    !wire_imap_take_number(rest, UINT32_MAX, &uidvalidity) ||
	    !wire_imap_take_space(rest) ||
	    !imap_modseq_take(rest, &out->modseq))
		return false;
	out->uidvalidity = (uint32_t)uidvalidity;
	out->qresync = true;
	if (wire_imap_take_char(rest, ')'))
		return true;
	if (!wire_imap_take_space(rest))
		return false;
	if (!wire_imap_take_char(rest, '(')) {
		out->has_known = true;
		if (!take_set(rest, &out->known))
			return false;
		if (wire_imap_take_char(rest, ')'))
			return true;
		if (!wire_imap_take_space(rest) ||
		    !wire_imap_take_char(rest, '('))
			return false;
	}
	return take_match_data(rest, out) && wire_imap_take_char(rest, ')');
}

static bool take_parameter(const struct imap_session *session,
			   struct span *rest, struct imap_resync *out)
{
	struct span word;

	if (!wire_imap_take_atom(rest, &word))
		return false;
	if (span_eq_nocase(word, SPAN("CONDSTORE"))) {
		out->condstore = true;
		return true;
	}
	return span_eq_nocase(word, SPAN("QRESYNC")) && !out->qresync &&
	       (session->enabled & IMAP_ENABLED_QRESYNC) &&
	       take_qresync(rest, out);
}

bool imap_resync_take(const struct imap_session *session, struct span *rest,
		      struct imap_resync *out)
{
	if (rest->len == 0)
		return true;
	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '('))
		return false;
	do {
		if (!take_parameter(session, rest, out))
			return false;
	} while (wire_imap_take_space(rest));
	return wire_imap_take_char(rest, ')');
}

/* ---- telling ---- */

/* The client's message with that place in its list is where it was. */
static bool is_in_place(struct store_box *box, struct imap_resync *resync,
			uint32_t at)
{
	uint32_t number = ranges_select(&resync->numbers, at);

	return ranges_select(&box->uids, number) ==
	       ranges_select(&resync->uids, at);
}

/*
 * RFC 7162 3.2.5.2: the last UID up to which the client knows of all expunges.
 * A message whose number has not changed has none below it that vanished, so
 * those in place are the first ones.
 */
static uint32_t known_up_to(struct store_box *box, struct imap_resync *resync)
{
	uint32_t low = 0;
	uint32_t high = ranges_size(&resync->numbers);

	while (low < high) {
		uint32_t middle = low + (high - low + 1) / 2;

		if (is_in_place(box, resync, middle))
			low = middle;
		else
			high = middle - 1;
	}
	return low ? ranges_select(&resync->uids, low) : 0;
}

static bool send_since(struct imap_session *session, struct imap_resync *resync,
		       struct ranges *changed, struct ranges *vanished,
		       struct err *err)
{
	struct store_box *box = session->box;
	uint32_t known;
	bool exact;

	if (!store_box_since(box, resync->modseq, changed, vanished, &exact,
			     err))
		return false;
	known = known_up_to(box, resync);
	if (known)
		ranges_remove_run(vanished, 1, known);
	if (resync->has_known) {
		ranges_intersect(vanished, &resync->known);
		ranges_intersect(changed, &resync->known);
	}
	imap_sync_send_vanished(session, vanished, IMAP_SYNC_VANISHED_EARLIER);
	return imap_sync_send_fetch(session, changed, true, err);
}

bool imap_resync_send(struct imap_session *session, struct imap_resync *resync,
		      struct err *err)
{
	auto_ranges struct ranges changed;
	auto_ranges struct ranges vanished;

	ranges_init(&changed);
	ranges_init(&vanished);
	if (!resync->qresync ||
	    resync->uidvalidity != session->box->uidvalidity)
		return true;
	return send_since(session, resync, &changed, &vanished, err);
}
