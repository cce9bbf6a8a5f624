/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_reply.h"
#include "imap/imap_set.h"
#include "store/store_acl.h"
#include "store/store_message.h"

/* RFC 4315 2.1: UID EXPUNGE spares what is not in its set. */
static enum imap_result run_uid(struct imap_session *session,
				struct imap_request *request)
{
	auto_ranges struct ranges uids;
	struct span rest = request->args;
	struct err err;

	ranges_init(&uids);
	if (!imap_set_take_uids(session, request, &rest, &uids) || rest.len)
		return imap_reply_bad(request, "Expected a set of UIDs");
	if (!store_expunge(session->box, &uids, &err))
		return imap_reply_err(request, &err);
	request->removes = true;
	return imap_reply_ok(request, "Expunge completed");
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct err err;

	if (request->uid)
		return run_uid(session, request);
	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	if (!store_expunge(session->box, NULL, &err))
		return imap_reply_err(request, &err);
	request->removes = true;
	return imap_reply_ok(request, "Expunge completed");
}

const struct imap_command cmd_expunge = {
	.name = "EXPUNGE",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_WHOLE | IMAP_COMMAND_WRITES |
		 IMAP_COMMAND_LONG,
	.rights = STORE_RIGHT_EXPUNGE,
	.capability = "UIDPLUS",
	.run = run,
	.rfc = "RFC 3501 6.4.3, RFC 4315 2.1",
};
