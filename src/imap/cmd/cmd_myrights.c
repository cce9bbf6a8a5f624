/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_acl.h"
#include "imap/imap_args.h"
#include "imap/imap_reply.h"

enum {
	ANSWER_MAX = 16384
};

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct imap_mailbox mailbox;
	auto_buf struct buf out;
	struct span path;
	struct err err;

	buf_init(&out, ANSWER_MAX);
	if (!imap_args_mailbox(session, &rest, &path) || rest.len)
		return imap_reply_bad(request, "Expected one mailbox name");
	if (!imap_acl_find(session, path, IMAP_ACL_ANY, &mailbox, &err))
		return imap_reply_err(request, &err);
	imap_acl_add_myrights(&out, session, &mailbox);
	stream_write(&session->stream, buf_span(&out));
	return imap_reply_ok(request, "Myrights completed");
}

const struct imap_command cmd_myrights = {
	.name = "MYRIGHTS",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 4314 3.5",
};
