/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	(void)session;
	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	return imap_reply_ok(request, "NOOP completed");
}

const struct imap_command cmd_noop = {
	.name = "NOOP",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 3501 6.1.2",
};
