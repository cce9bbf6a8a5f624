/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	(void)session;
	return imap_reply_bad(request, "Already logged in");
}

const struct imap_command cmd_starttls = {
	.name = "STARTTLS",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_QUIET,
	.run = run,
	.rfc = "RFC 3501 6.2",
};
