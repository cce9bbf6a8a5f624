/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

/* RFC 2971 3.3: at most 30 pairs. */
enum {
	PAIRS_MAX = 30
};

static bool take_pairs(struct span *rest, struct arena *arena)
{
	struct span field;
	struct span value;

	for (int pairs = 0; pairs < PAIRS_MAX; pairs++) {
		if (!wire_imap_take_string(rest, arena, &field) ||
		    !wire_imap_take_space(rest) ||
		    !wire_imap_take_nstring(rest, arena, &value))
			return false;
		if (!wire_imap_take_space(rest))
			return true;
	}
	return false;
}

static bool take_params(struct span *rest, struct arena *arena)
{
	struct span nil;

	if (!wire_imap_take_space(rest))
		return false;
	if (!wire_imap_take_char(rest, '('))
		return wire_imap_take_nstring(rest, arena, &nil) && !nil.ptr;
	return wire_imap_take_char(rest, ')') ||
	       (take_pairs(rest, arena) && wire_imap_take_char(rest, ')'));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;

	if (!take_params(&rest, &session->arena) || rest.len)
		return imap_reply_bad(request, "Expected NIL or pairs");
	stream_write_str(&session->stream, "* ID (\"name\" \"Fumikura\")\r\n");
	return imap_reply_ok(request, "ID completed");
}

const struct imap_command cmd_id = {
	.name = "ID",
	.states = IMAP_STATE_ANY,
	.capability = "ID",
	.run = run,
	.rfc = "RFC 2971",
};
