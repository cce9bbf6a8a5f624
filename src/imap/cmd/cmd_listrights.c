/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_acl.h"
#include "imap/imap_args.h"
#include "imap/imap_reply.h"

enum {
	ANSWER_MAX = 16384
};

/* The identifier as the client wrote it (RFC 4314 3.4). */
static void send(struct imap_session *session, struct span path,
		 struct span identifier, bool owner)
{
	auto_buf struct buf out;

	buf_init(&out, ANSWER_MAX);
	buf_add(&out, SPAN("* LISTRIGHTS "));
	imap_args_add_mailbox(session, &out, path);
	buf_add_char(&out, ' ');
	wire_imap_add_astring(&out, identifier);
	buf_add_char(&out, ' ');
	imap_acl_add_rights(&out, owner ? STORE_RIGHTS_ALL : 0);
	for (const char *c = owner ? "" : MD_ACL_LETTERS "cd"; *c; c++)
		buf_add_format(&out, " %c", *c);
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct imap_mailbox mailbox;
	struct md_acl_entry entry;
	struct span identifier;
	struct span written;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path))
		return imap_reply_bad(request, "Expected a mailbox name");
	written = rest;
	if (!imap_acl_take_identifier(&rest, &session->arena, &entry) ||
	    rest.len || !wire_imap_take_space(&written) ||
	    !wire_imap_take_astring(&written, &session->arena, &identifier))
		return imap_reply_bad(request, "Expected an identifier");
	if (!imap_acl_find(session, path, IMAP_ACL_ADMIN, &mailbox, &err))
		return imap_reply_err(request, &err);
	send(session, path, identifier,
	     !entry.negative && imap_acl_is_owner(session, &mailbox, &entry));
	return imap_reply_ok(request, "Listrights completed");
}

const struct imap_command cmd_listrights = {
	.name = "LISTRIGHTS",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 4314 3.4",
};
