/* SPDX-License-Identifier: MIT */
#include "imap/imap_context.h"
#include "imap/imap_reply.h"

/* RFC 5267 4.3.5 */
static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct span tag;

	do {
		if (!wire_imap_take_space(&rest) ||
		    !wire_imap_take_astring(&rest, &session->arena, &tag))
			return imap_reply_bad(request, "Expected tags");
		if (!imap_context_cancel(session, tag))
			return imap_reply_bad(request,
					      "No search with that tag is "
					      "followed");
	} while (rest.len);
	return imap_reply_ok(request, "No further updates");
}

const struct imap_command cmd_cancelupdate = {
	.name = "CANCELUPDATE",
	.states = IMAP_STATE_SELECTED,
	.capability = "CONTEXT=SEARCH",
	.run = run,
	.rfc = "RFC 5267 4.3.5",
};
