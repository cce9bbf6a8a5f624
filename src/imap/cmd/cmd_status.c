/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_reply.h"
#include "imap/imap_rights.h"
#include "imap/imap_status.h"

enum {
	ANSWER_MAX = 16384
};

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct imap_status_items items;
	struct imap_mailbox mailbox;
	struct store_status status;
	auto_buf struct buf answer;
	struct span path;
	struct err err;

	buf_init(&answer, ANSWER_MAX);
	if (!imap_args_mailbox(session, &rest, &path) ||
	    !wire_imap_take_space(&rest) || !imap_status_take(&rest, &items) ||
	    rest.len)
		return imap_reply_bad(request, "Expected a mailbox and items");
	if (!imap_mailbox_find(session, path, STORE_RIGHT_READ, &mailbox,
			       &err) ||
	    !imap_rights_status(session, &mailbox, &status, &err))
		return imap_reply_err(request, &err);
	imap_status_enable(session, &items);
	imap_status_add(&answer, session, &items, &mailbox, &status);
	stream_write(&session->stream, buf_span(&answer));
	return imap_reply_ok(request, "Status completed");
}

const struct imap_command cmd_status = {
	.name = "STATUS",
	.states = IMAP_STATE_ANY,
	.capability = "OBJECTID STATUS=SIZE",
	.run = run,
	.rfc = "RFC 3501 6.3.10, RFC 8474 4.3, RFC 8438, RFC 9208 4.1.4",
};
