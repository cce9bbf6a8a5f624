/* SPDX-License-Identifier: MIT */
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	if (request->args.len)
		return imap_reply_bad(request, "No arguments expected");
	stream_write_str(&session->stream,
			 "* NAMESPACE ((\"\" \".\")) NIL NIL\r\n");
	return imap_reply_ok(request, "Namespace completed");
}

const struct imap_command cmd_namespace = {
	.name = "NAMESPACE",
	.states = IMAP_STATE_ANY,
	.capability = "NAMESPACE",
	.run = run,
	.rfc = "RFC 2342 5",
};
