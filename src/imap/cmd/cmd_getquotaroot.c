/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_quota.h"
#include "imap/imap_reply.h"

enum {
	ANSWER_MAX = 32768
};

static void send_root(struct imap_session *session,
		      const struct imap_mailbox *mailbox,
		      const struct imap_quota *quota)
{
	auto_buf struct buf out;

	buf_init(&out, ANSWER_MAX);
	buf_add(&out, SPAN("* QUOTAROOT "));
	imap_args_add_mailbox(session, &out, mailbox->path);
	if (quota->root.len) {
		buf_add_char(&out, ' ');
		imap_args_add_mailbox(session, &out, buf_span(&quota->root));
	}
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	auto_imap_quota struct imap_quota quota;
	struct span rest = request->args;
	struct imap_mailbox mailbox;
	struct span path;
	struct err err;

	imap_quota_init(&quota);
	if (!imap_args_mailbox(session, &rest, &path) || rest.len)
		return imap_reply_bad(request, "Expected one mailbox name");
	if (!imap_mailbox_find(session, path, STORE_RIGHT_READ, &mailbox,
			       &err) ||
	    !imap_quota_of(session, &mailbox, &quota, &err))
		return imap_reply_err(request, &err);
	send_root(session, &mailbox, &quota);
	if (quota.root.len)
		imap_quota_send(session, &quota);
	return imap_reply_ok(request, "Getquotaroot completed");
}

const struct imap_command cmd_getquotaroot = {
	.name = "GETQUOTAROOT",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 9208 4.1.2",
};
