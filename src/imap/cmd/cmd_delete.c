/* SPDX-License-Identifier: MIT */
#include "imap/imap_args.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_reply.h"
#include "imap/imap_select.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct imap_mailbox mailbox;
	struct span path;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &path) || rest.len)
		return imap_reply_bad(request, "Expected one mailbox name");
	if (!imap_mailbox_find(session, path, STORE_RIGHT_DELETE, &mailbox,
			       &err) ||
	    !store_delete(mailbox.user, mailbox.name, &err))
		return imap_reply_err(request, &err);
	/* Who deletes what is selected is told by the tagged answer, not by
	 * the end of the session. */
	if (imap_mailbox_is_selected(session, &mailbox))
		imap_select_leave(session);
	return imap_reply_ok(request, "Delete completed");
}

const struct imap_command cmd_delete = {
	.name = "DELETE",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_ELSEWHERE,
	.run = run,
	.rfc = "RFC 3501 6.3.4",
};
