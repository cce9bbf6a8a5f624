/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "base/auto.h"
#include "imap/imap_esearch.h"
#include "imap/imap_modseq.h"
#include "imap/imap_reply.h"
#include "imap/imap_search.h"

enum {
	PIECE_MAX = 32768
};

/* The line of RFC 3501, written in pieces; by UID or by sequence number. */
static void send_old(struct imap_session *session, bool uid,
		     const struct imap_esearch_found *found)
{
	const struct ranges *uids = &found->uids;
	auto_buf struct buf out;

	buf_init(&out, PIECE_MAX + 64);
	buf_add(&out, SPAN("* SEARCH"));
	for (uint32_t u = ranges_from(uids, 1); u; u = ranges_next(uids, u)) {
		buf_add_char(&out, ' ');
		buf_add_u64(&out,
			    uid ? u : ranges_rank(&session->box->uids, u));
		if (out.len < PIECE_MAX)
			continue;
		stream_write(&session->stream, buf_span(&out));
		buf_reset(&out);
	}
	/* RFC 7162 3.1.5 */
	if (found->modseq && !ranges_is_empty(uids))
		buf_add_format(&out, " (MODSEQ %" PRIu64 ")", found->modseq);
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}

static void send(struct imap_session *session,
		 const struct imap_request *request,
		 const struct imap_return *what,
		 struct imap_esearch_found *found)
{
	const struct imap_esearch to = imap_esearch_of(session, request);
	/* RFC 9051 6.4.4 */
	static const struct imap_return all = { .options = IMAP_RETURN_ALL };

	if (!what->given && !(session->enabled & IMAP_ENABLED_IMAP4REV2))
		send_old(session, request->uid, found);
	else if (!what->given)
		imap_esearch_send(&to, &all, found);
	else if (!(what->options & IMAP_RETURN_SAVE) ||
		 (what->options & IMAP_RETURN_DATA))
		imap_esearch_send(&to, what, found);
}

static bool find(struct imap_session *session, const struct imap_return *what,
		 const struct imap_search_program *program,
		 struct imap_esearch_found *out, struct err *err)
{
	auto_ranges struct ranges named;

	ranges_init(&named);
	if (!store_search(session->box, program->root, &out->uids, err))
		return false;
	imap_esearch_named(what, out, &named);
	if (what->options & IMAP_RETURN_SAVE)
		ranges_copy(&session->saved, &named);
	return !program->modseq ||
	       store_search_modseq(session->box, &named, &out->modseq, err);
}

static enum imap_result search(struct imap_session *session,
			       struct imap_request *request,
			       const struct imap_return *what,
			       const struct imap_search_program *program)
{
	struct imap_esearch_found found;
	struct err err;
	bool ok;

	imap_esearch_found_init(&found);
	/* RFC 7162 3.1 */
	if (program->modseq)
		imap_modseq_enable(session);
	ok = find(session, what, program, &found, &err);
	if (ok)
		send(session, request, what, &found);
	else if (what->options & IMAP_RETURN_SAVE)
		ranges_clear(&session->saved);
	imap_esearch_found_release(&found);
	return ok ? imap_reply_ok(request, "Search completed")
		  : imap_reply_err(request, &err);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	const struct imap_search_input in = imap_search_input_of(session);
	struct imap_search_program program = { .root = NULL };
	struct span rest = request->args;
	struct imap_return what;
	enum imap_search parsed;
	enum imap_result result;

	if (!imap_return_take(&rest, &what) || !wire_imap_take_space(&rest))
		return imap_search_refuse(request, IMAP_SEARCH_BAD);
	parsed = imap_search_parse(&in, rest, &session->arena, &program);
	if (parsed == IMAP_SEARCH_OK) {
		result = search(session, request, &what, &program);
	} else {
		result = imap_search_refuse(request, parsed);
		/* RFC 5182 2.1 */
		if (result == IMAP_NO && (what.options & IMAP_RETURN_SAVE))
			ranges_clear(&session->saved);
	}
	imap_search_release(&program);
	return result;
}

const struct imap_command cmd_search = {
	.name = "SEARCH",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE,
	.capability = "ESEARCH SEARCHRES WITHIN",
	.run = run,
	.rfc = "RFC 9051 6.4.4",
};
