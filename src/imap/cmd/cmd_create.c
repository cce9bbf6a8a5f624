/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_args.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_reply.h"
#include "store/store_message.h"

enum {
	OBJECTID_MAX = 255
};

/* "\Sent \Trash" */
static bool take_attributes(struct span *rest)
{
	struct span word;

	if (span_starts(*rest, SPAN(")")))
		return true;
	do {
		if (!wire_imap_take_char(rest, '\\') ||
		    !wire_imap_take_atom(rest, &word))
			return false;
	} while (wire_imap_take_space(rest));
	return true;
}

/* " (USE (\Sent \Trash))", if it is there: RFC 6154 6. */
static bool take_use(struct span *rest, struct span *out)
{
	struct span word;

	*out = SPAN("");
	if (!rest->len)
		return true;
	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '(') ||
	    !wire_imap_take_atom(rest, &word) ||
	    !span_eq_nocase(word, SPAN("USE")) || !wire_imap_take_space(rest) ||
	    !wire_imap_take_char(rest, '('))
		return false;
	*out = *rest;
	if (!take_attributes(rest))
		return false;
	out->len -= rest->len;
	return wire_imap_take_char(rest, ')') && wire_imap_take_char(rest, ')');
}

/* RFC 8474 4.1. The mailbox is there also if this fails. */
static void add_mailboxid(struct imap_request *request,
			  const struct imap_mailbox *mailbox)
{
	struct store_status status;
	auto_buf struct buf id;
	struct err err;

	buf_init(&id, OBJECTID_MAX);
	if (!store_status(mailbox->user, mailbox->name, &status, &err))
		return;
	store_objectid_mailbox(&id, status.mailbox_id);
	imap_reply_code(request, "MAILBOXID (%s)", buf_str(&id));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct imap_mailbox mailbox;
	uint32_t attributes;
	struct span path;
	struct span use;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path) ||
	    !take_use(&rest, &use) || rest.len)
		return imap_reply_bad(request, "Expected one mailbox name");
	if (!store_special_parse(use, &attributes))
		return imap_reply_no(request, "USEATTR",
				     "Special use not supported");
	/* A delimiter at the end says that mailboxes below it will follow. */
	if (path.len > 1 && span_ends(path, SPAN(".")))
		path.len--;
	if (!imap_mailbox_find_new(session, path, &mailbox, &err))
		return imap_reply_err(request, &err);
	/* What another's mailbox is used for is the owner's to say. */
	if (attributes && mailbox.user != session->user)
		return imap_reply_no(request, "USEATTR",
				     "Special use not supported");
	if (!store_create_special(mailbox.user, mailbox.name, attributes, &err))
		return imap_reply_err(request, &err);
	add_mailboxid(request, &mailbox);
	return imap_reply_ok(request, "Create completed");
}

const struct imap_command cmd_create = {
	.name = "CREATE",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_ELSEWHERE,
	.capability = "CREATE-SPECIAL-USE",
	.run = run,
	.rfc = "RFC 3501 6.3.3, RFC 6154 3",
};
