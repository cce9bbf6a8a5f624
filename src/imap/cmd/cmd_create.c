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
	/* A delimiter at the end says that mailboxes below it will follow. */
	if (name.len > 1 && span_ends(name, SPAN(".")))
		name.len--;
	if (!store_create(session->user, name, &err))
		return imap_reply_err(request, &err);
	return imap_reply_ok(request, "Create completed");
}

const struct imap_command cmd_create = {
	.name = "CREATE",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 3501 6.3.3",
};
