/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_acl.h"
#include "imap/imap_args.h"
#include "imap/imap_others.h"
#include "imap/imap_reply.h"

enum {
	ANSWER_MAX = 2 * MD_ACL_FILE_CAP
};

static void add_entry(struct buf *out, const struct md_acl_entry *entry)
{
	buf_add_char(out, ' ');
	imap_acl_add_identifier(out, entry);
	buf_add_char(out, ' ');
	imap_acl_add_rights(out, entry->rights);
}

/* The owner first, who has all rights whatever the list says. */
static void send(struct imap_session *session,
		 const struct imap_mailbox *mailbox,
		 const struct md_acl_list *list)
{
	const struct md_acl_entry owner = {
		.who = MD_ACL_USER,
		.name = span_of(store_user_account(mailbox->user)->user),
		.rights = STORE_RIGHTS_ALL,
	};
	auto_buf struct buf out;

	buf_init(&out, ANSWER_MAX);
	buf_add(&out, SPAN("* ACL "));
	imap_args_add_mailbox(session, &out, mailbox->path);
	if (!imap_others_is_public(session, mailbox->user))
		add_entry(&out, &owner);
	for (unsigned i = 0; i < list->count; i++)
		if (!imap_acl_is_owner(session, mailbox, &list->entry[i]))
			add_entry(&out, &list->entry[i]);
	buf_add(&out, SPAN("\r\n"));
	stream_write(&session->stream, buf_span(&out));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct imap_mailbox mailbox;
	struct md_acl_list list;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path) || rest.len)
		return imap_reply_bad(request, "Expected one mailbox name");
	if (!imap_acl_find(session, path, IMAP_ACL_ADMIN, &mailbox, &err) ||
	    !store_acl_get(store_user_account(mailbox.user), mailbox.name,
			   &session->arena, &list, &err))
		return imap_reply_err(request, &err);
	send(session, &mailbox, &list);
	return imap_reply_ok(request, "Getacl completed");
}

const struct imap_command cmd_getacl = {
	.name = "GETACL",
	.states = IMAP_STATE_ANY,
	.capability = "ACL RIGHTS=kxte",
	.run = run,
	.rfc = "RFC 4314 3.3",
};
