/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"
#include "imap/imap_select.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	imap_select_leave(session);
	return imap_reply_ok(request, "Unselect completed");
}

const struct imap_command cmd_unselect = {
	.name = "UNSELECT",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_QUIET,
	.capability = "UNSELECT",
	.run = run,
	.rfc = "RFC 3691 2",
};
