/* SPDX-License-Identifier: MIT */
#include "imap/imap_args.h"
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct span name;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &name) || rest.len)
		return imap_reply_bad(request, "Expected one mailbox name");
	if (!store_subscribe(session->user, name, false, &err))
		return imap_reply_err(request, &err);
	return imap_reply_ok(request, "Unsubscribe completed");
}

const struct imap_command cmd_unsubscribe = {
	.name = "UNSUBSCRIBE",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_ELSEWHERE,
	.run = run,
	.rfc = "RFC 3501 6.3.7",
};
