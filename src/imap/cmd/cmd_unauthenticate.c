/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

/* The answer waits until nothing of the session is left (imap_back.h). */
static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	if (!session->may_go_back)
		return imap_reply_bad(request, "Unknown command");
	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	session->left_by = request->tag;
	return IMAP_BYE;
}

const struct imap_command cmd_unauthenticate = {
	.name = "UNAUTHENTICATE",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_QUIET,
	.run = run,
	.rfc = "RFC 8437 3",
};
