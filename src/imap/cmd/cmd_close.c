/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"
#include "imap/imap_select.h"
#include "store/store_acl.h"
#include "store/store_message.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct err err;
	bool good = true;

	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	/* RFC 4314 4: without the right nothing is expunged, and none told. */
	if (session->box->access == STORE_READ_WRITE &&
	    session->rights & STORE_RIGHT_EXPUNGE)
		good = store_expunge(session->box, NULL, &err);
	imap_select_leave(session);
	return good ? imap_reply_ok(request, "Close completed")
		    : imap_reply_err(request, &err);
}

const struct imap_command cmd_close = {
	.name = "CLOSE",
	.states = IMAP_STATE_SELECTED,
	.flags =
		IMAP_COMMAND_QUIET | IMAP_COMMAND_ELSEWHERE | IMAP_COMMAND_LONG,
	.run = run,
	.rfc = "RFC 3501 6.4.2",
};
