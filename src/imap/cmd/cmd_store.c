/* SPDX-License-Identifier: MIT */
/*
 * The view moves forward, the flags change, the view moves forward again, and
 * what is answered is read after that: so a change by somebody else is in the
 * answer, or comes with a later notice, and is never taken for our own. Nothing
 * is told of these messages before that, lest a client takes what was before
 * its own change for what is after it.
 */
#include "base/auto.h"
#include "imap/imap_event.h"
#include "imap/imap_flags.h"
#include "imap/imap_modseq.h"
#include "imap/imap_reply.h"
#include "imap/imap_set.h"
#include "imap/imap_sync.h"
#include "store/store_message.h"
#include "store/store_search.h"

static const struct item {
	struct span name;
	enum store_flags_how how;
	bool silent;
} items[] = {
	{ SPAN("FLAGS"), STORE_FLAGS_SET, false },
	{ SPAN("+FLAGS"), STORE_FLAGS_ADD, false },
	{ SPAN("-FLAGS"), STORE_FLAGS_REMOVE, false },
	{ SPAN("FLAGS.SILENT"), STORE_FLAGS_SET, true },
	{ SPAN("+FLAGS.SILENT"), STORE_FLAGS_ADD, true },
	{ SPAN("-FLAGS.SILENT"), STORE_FLAGS_REMOVE, true },
};

struct storing {
	struct ranges uids;
	const struct item *item;
	struct imap_flags flags;
	uint64_t unchanged_since; /* UINT64_MAX: not asked for */
	struct ranges changed;
	struct ranges modified; /* left alone by unchanged_since */
};

/* RFC 7162 3.1.3: " (UNCHANGEDSINCE 12)", if it is there */
static bool take_modifier(struct span *rest, uint64_t *out)
{
	struct span at = *rest;
	struct span word;

	*out = UINT64_MAX;
	if (!wire_imap_take_space(&at) || !wire_imap_take_char(&at, '('))
		return true;
	*rest = at;
	return wire_imap_take_atom(rest, &word) &&
	       span_eq_nocase(word, SPAN("UNCHANGEDSINCE")) &&
	       wire_imap_take_space(rest) && imap_modseq_take(rest, out) &&
	       wire_imap_take_char(rest, ')');
}

/* " +FLAGS.SILENT (\Seen)" */
static bool take_change(struct span *rest, struct arena *arena,
			struct storing *out)
{
	struct span word;

	if (!wire_imap_take_space(rest) || !wire_imap_take_atom(rest, &word) ||
	    !wire_imap_take_space(rest))
		return false;
	out->item = NULL;
	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		if (span_eq_nocase(word, items[i].name))
			out->item = &items[i];
	return out->item && imap_flags_take(rest, IMAP_FLAGS_LIST_OR_BARE,
					    arena, &out->flags);
}

/* RFC 7162 3.1.3: where nothing is done, no keyword is made either. */
static bool may_make_keywords(struct imap_session *session,
			      const struct storing *s, bool *out,
			      struct err *err)
{
	struct store_modseqs modseqs;

	*out = s->flags.keyword_count && !session->box->keeps_keywords;
	if (!*out || s->unchanged_since == UINT64_MAX)
		return true;
	if (!store_search_modseqs(session->box, &s->uids, &modseqs, err))
		return false;
	*out = modseqs.lowest <= s->unchanged_since;
	return true;
}

static bool change(struct imap_session *session, struct storing *s,
		   struct err *err)
{
	struct store_flags_change change = {
		.how = s->item->how,
		.flags = s->flags.flags,
		.unchanged_since = s->unchanged_since,
	};
	bool keywords;

	if (!may_make_keywords(session, s, &keywords, err) ||
	    (keywords && !store_keywords_bits(session->box, s->flags.keyword,
					      s->flags.keyword_count,
					      &change.keywords, err)))
		return false;
	return store_flags(session->box, &s->uids, &change, &s->changed,
			   &s->modified, err) &&
	       (!keywords || imap_sync_send_new_keywords(session, err));
}

/* RFC 4314 4: NO only if the rights cover nothing of what is asked for. */
static bool may_change(const struct imap_session *session,
		       const struct storing *s)
{
	const struct store_box *box = session->box;
	uint32_t flags = s->flags.flags;
	bool keywords = s->flags.keyword_count;

	if (s->item->how == STORE_FLAGS_SET || (!flags && !keywords))
		return (box->kept_flags & INDEX_FLAG_MASK) != INDEX_FLAG_MASK;
	return (flags & ~box->kept_flags) || (keywords && !box->keeps_keywords);
}

/* Moves the view forward, silent about the messages that this command names.
 * *out_own: nobody else can have changed them since the last time. */
static void move_view(struct imap_session *session,
		      const struct imap_request *request, struct storing *s,
		      bool *out_own)
{
	const struct imap_sync_options options = {
		.expunges = STORE_EXPUNGES_KEEP,
		.told = &s->uids,
		.with_uid = request->uid,
		.own = out_own,
	};
	struct err err;

	*out_own = false;
	/* What fails here fails again, and is told, behind the command. */
	(void)imap_sync_send(session, &options, &err);
}

/* RFC 7162 3.1.3: with mod-sequences also .SILENT has an answer, and of those
 * that were left alone the client learns why. */
static bool answer(struct imap_session *session,
		   const struct imap_request *request, struct storing *s,
		   bool own, struct err *err)
{
	if (!s->item->silent || !own)
		return imap_sync_send_fetch(session, &s->uids, request->uid,
					    err);
	if (!imap_modseq_is_on(session))
		return true;
	if (s->unchanged_since == UINT64_MAX)
		return imap_sync_send_modseqs(session, &s->changed, err);
	ranges_remove_all(&s->uids, &s->modified);
	return imap_sync_send_modseqs(session, &s->uids, err) &&
	       imap_sync_send_fetch(session, &s->modified, true, err);
}

static void add_modified(struct imap_session *session,
			 struct imap_request *request,
			 const struct ranges *modified)
{
	auto_ranges struct ranges numbers = { 0 };

	if (ranges_is_empty(modified))
		return;
	ranges_init(&numbers);
	for (uint32_t u = ranges_from(modified, 1); u;
	     u = ranges_next(modified, u))
		ranges_add(&numbers,
			   request->uid ? u
					: ranges_rank(&session->box->uids, u));
	buf_reset(&request->code);
	buf_add_str(&request->code, "MODIFIED ");
	ranges_write(&numbers, &request->code);
}

static enum imap_result store(struct imap_session *session,
			      struct imap_request *request, struct storing *s)
{
	struct imap_event_flags *before;
	struct err err;
	bool own;
	bool own_before;

	if (s->unchanged_since != UINT64_MAX)
		imap_modseq_enable(session);
	if (!may_change(session, s))
		return imap_reply_no(request, "NOPERM", "Permission denied");
	move_view(session, request, s, &own_before);
	before = imap_event_flags(session, &s->uids);
	if (!change(session, s, &err))
		return imap_reply_err(request, &err);
	move_view(session, request, s, &own);
	if (!answer(session, request, s, own && own_before, &err))
		return imap_reply_err(request, &err);
	add_modified(session, request, &s->modified);
	imap_event_flagged(session, before, &s->changed);
	return imap_reply_ok(request, request->code.len
					      ? "Some were changed meanwhile"
					      : "Store completed");
}

static enum imap_result take_and_store(struct imap_session *session,
				       struct imap_request *request,
				       struct storing *s)
{
	struct span rest = request->args;

	if (!imap_set_take_uids(session, request, &rest, &s->uids) ||
	    !take_modifier(&rest, &s->unchanged_since) ||
	    !take_change(&rest, &session->arena, s) || rest.len)
		return imap_reply_bad(request, "Expected a set and flags");
	return store(session, request, s);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct storing storing = { .item = NULL };
	enum imap_result result;

	ranges_init(&storing.uids);
	ranges_init(&storing.changed);
	ranges_init(&storing.modified);
	result = take_and_store(session, request, &storing);
	ranges_release(&storing.uids);
	ranges_release(&storing.changed);
	ranges_release(&storing.modified);
	return result;
}

const struct imap_command cmd_store = {
	.name = "STORE",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE |
		 IMAP_COMMAND_WRITES | IMAP_COMMAND_LONG,
	.run = run,
	.rfc = "RFC 3501 6.4.6, RFC 7162 3.1.3",
};
