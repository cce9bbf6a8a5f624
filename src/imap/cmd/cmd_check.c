/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	(void)session;
	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	return imap_reply_ok(request, "Check completed");
}

const struct imap_command cmd_check = {
	.name = "CHECK",
	.states = IMAP_STATE_SELECTED,
	.run = run,
	.rfc = "RFC 3501 6.4.1",
};
