/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	stream_write_format(&session->stream, "* CAPABILITY %s\r\n",
			    session->capability);
	return imap_reply_ok(request, "Capability completed");
}

const struct imap_command cmd_capability = {
	.name = "CAPABILITY",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 3501 6.1.1",
};
