/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	imap_reply_bye(session, NULL, "Logging out");
	imap_reply_send(session, request,
			imap_reply_ok(request, "Logout completed"));
	return IMAP_BYE;
}

const struct imap_command cmd_logout = {
	.name = "LOGOUT",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 3501 6.1.3",
};
