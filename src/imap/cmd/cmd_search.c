/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_reply.h"
#include "imap/imap_search.h"

enum {
	PIECE_MAX = 32768
};

/* One line, written in pieces; by UID or by sequence number. */
static void send(struct imap_session *session, bool uid,
		 const struct ranges *found)
{
	auto_buf struct buf out;

	buf_init(&out, PIECE_MAX + 64);
	buf_add(&out, SPAN("* SEARCH"));
	for (uint32_t u = ranges_from(found, 1); u; u = ranges_next(found, u)) {
		buf_add_char(&out, ' ');
		buf_add_u64(&out,
			    uid ? u : ranges_rank(&session->box->uids, u));
		if (out.len < PIECE_MAX)
			continue;
		stream_write(&session->stream, buf_span(&out));
		buf_reset(&out);
	}
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}

static enum imap_result search(struct imap_session *session,
			       struct imap_request *request,
			       struct store_criterion *program)
{
	auto_ranges struct ranges found;
	struct err err;

	ranges_init(&found);
	if (!store_search(session->box, program, &found, &err))
		return imap_reply_err(request, &err);
	send(session, request->uid, &found);
	return imap_reply_ok(request, "Search completed");
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct store_criterion *program = NULL;
	struct span rest = request->args;
	enum imap_search parsed = IMAP_SEARCH_BAD;
	enum imap_result result;

	if (wire_imap_take_space(&rest))
		parsed = imap_search_parse(rest, &session->box->uids,
					   &session->arena, &program);
	if (parsed == IMAP_SEARCH_OK)
		result = search(session, request, program);
	else if (parsed == IMAP_SEARCH_CHARSET)
		result = imap_reply_no(request, "BADCHARSET (US-ASCII UTF-8)",
				       "The charset is not known");
	else
		result = imap_reply_bad(request, "Expected search keys");
	if (program)
		store_search_release(program);
	return result;
}

const struct imap_command cmd_search = {
	.name = "SEARCH",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_SEQUENCE,
	.run = run,
	.rfc = "RFC 3501 6.4.4",
};
