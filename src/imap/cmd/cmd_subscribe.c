/* SPDX-License-Identifier: MIT */
#include "imap/imap_args.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct imap_mailbox mailbox;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path) || rest.len)
		return imap_reply_bad(request, "Expected one mailbox name");
	/* Subscriptions are paths, the user's own. */
	if (!imap_mailbox_find(session, path, STORE_RIGHT_LOOKUP, &mailbox,
			       &err) ||
	    !store_subscribe(session->user, path, true, &err))
		return imap_reply_err(request, &err);
	return imap_reply_ok(request, "Subscribe completed");
}

const struct imap_command cmd_subscribe = {
	.name = "SUBSCRIBE",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_ELSEWHERE,
	.run = run,
	.rfc = "RFC 3501 6.3.6",
};
