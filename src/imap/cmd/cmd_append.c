/* SPDX-License-Identifier: MIT */
#include "imap/imap_append.h"
#include "imap/imap_reply.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct imap_append append = {
		.messages_max = session->config->imap_append_messages,
	};
	enum imap_result result =
		imap_append_take(&append, session, request, request->args);

	if (result == IMAP_OK)
		result = imap_append_store(&append);
	imap_append_release(&append);
	return result == IMAP_OK ? imap_reply_ok(request, "Append completed")
				 : result;
}

const struct imap_command cmd_append = {
	.name = "APPEND",
	.states = IMAP_STATE_ANY,
	.capability = "BINARY CATENATE MULTIAPPEND",
	.streams_literal = imap_append_begins,
	.flags = IMAP_COMMAND_ELSEWHERE,
	.run = run,
	.rfc = "RFC 3501 6.3.11, RFC 3502, RFC 3516, RFC 4315 3, RFC 4469",
};
