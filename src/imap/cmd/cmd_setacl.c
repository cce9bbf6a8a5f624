/* SPDX-License-Identifier: MIT */
#include "imap/imap_acl.h"
#include "imap/imap_args.h"
#include "imap/imap_others.h"
#include "imap/imap_reply.h"
#include "store/store_share.h"

/* "+lr", "-w", "lrs" (RFC 4314 3.1). */
static bool take_change(struct span *rest, struct arena *arena,
			struct md_acl_entry *entry, enum store_acl_how *out)
{
	struct span text;

	if (!wire_imap_take_space(rest) ||
	    !wire_imap_take_astring(rest, arena, &text))
		return false;
	*out = STORE_ACL_SET;
	if (wire_imap_take_char(&text, '+'))
		*out = STORE_ACL_ADD;
	else if (wire_imap_take_char(&text, '-'))
		*out = STORE_ACL_REMOVE;
	return md_acl_list_letters(text, &entry->rights);
}

static bool set(struct imap_session *session, struct span path,
		const struct md_acl_entry *entry, enum store_acl_how how,
		struct err *err)
{
	struct imap_mailbox mailbox;
	bool gives = !entry->negative && how != STORE_ACL_REMOVE;

	if (!imap_acl_find(session, path, IMAP_ACL_ADMIN, &mailbox, err))
		return false;
	if (gives && entry->rights && !session->config->acl_anyone &&
	    (entry->who == MD_ACL_ANYONE || entry->who == MD_ACL_AUTHENTICATED))
		return err_set(err, ERR_DENIED,
			       "Rights for everybody are not allowed");
	return store_acl_change(mailbox.user, mailbox.name, entry, how, err) &&
	       (!gives || imap_others_is_public(session, mailbox.user) ||
		store_share_note(session->config->shared_dir,
				 store_user_account(mailbox.user), entry, err));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct md_acl_entry entry;
	enum store_acl_how how;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path) ||
	    !imap_acl_take_identifier(&rest, &session->arena, &entry))
		return imap_reply_bad(request,
				      "Expected a mailbox and an identifier");
	if (!take_change(&rest, &session->arena, &entry, &how) || rest.len)
		return imap_reply_bad(request, "Expected rights");
	if (!set(session, path, &entry, how, &err))
		return imap_reply_err(request, &err);
	return imap_reply_ok(request, "Setacl completed");
}

const struct imap_command cmd_setacl = {
	.name = "SETACL",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 4314 3.1",
};
