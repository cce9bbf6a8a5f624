/* SPDX-License-Identifier: MIT */
#include "imap/imap_args.h"
#include "imap/imap_quota.h"
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	auto_imap_quota struct imap_quota quota;
	struct span rest = request->args;
	struct span root;
	struct err err;

	imap_quota_init(&quota);
	if (!imap_args_mailbox(session, &rest, &root) || rest.len)
		return imap_reply_bad(request, "Expected a quota root");
	if (!imap_quota_find(session, root, &quota, &err))
		return imap_reply_err(request, &err);
	imap_quota_send(session, &quota);
	return imap_reply_ok(request, "Getquota completed");
}

const struct imap_command cmd_getquota = {
	.name = "GETQUOTA",
	.states = IMAP_STATE_ANY,
	.capability = "QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE",
	.run = run,
	.rfc = "RFC 9208 4.1.1",
};
