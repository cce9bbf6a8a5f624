/* SPDX-License-Identifier: MIT */
#include "imap/imap_acl.h"
#include "imap/imap_args.h"
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct imap_mailbox mailbox;
	struct md_acl_entry entry;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path) ||
	    !imap_acl_take_identifier(&rest, &session->arena, &entry) ||
	    rest.len)
		return imap_reply_bad(request,
				      "Expected a mailbox and an identifier");
	if (!imap_acl_find(session, path, IMAP_ACL_ADMIN, &mailbox, &err) ||
	    !store_acl_change(mailbox.user, mailbox.name, &entry,
			      STORE_ACL_DELETE, &err))
		return imap_reply_err(request, &err);
	return imap_reply_ok(request, "Deleteacl completed");
}

const struct imap_command cmd_deleteacl = {
	.name = "DELETEACL",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 4314 3.2",
};
