/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

/* RFC 5161 3.1: what is not known or can't be enabled is passed over. */
static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct span word;

	do {
		if (!wire_imap_take_space(&rest) ||
		    !wire_imap_take_atom(&rest, &word))
			return imap_reply_bad(request,
					      "Expected capability names");
	} while (rest.len);
	stream_write_str(&session->stream, "* ENABLED\r\n");
	return imap_reply_ok(request, "Enable completed");
}

const struct imap_command cmd_enable = {
	.name = "ENABLE",
	.states = IMAP_STATE_ANY,
	.capability = "ENABLE",
	.run = run,
	.rfc = "RFC 5161",
};
