/* SPDX-License-Identifier: MIT */
#include "imap/imap_copy.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	return imap_copy_run(session, request, STORE_COPY);
}

const struct imap_command cmd_copy = {
	.name = "COPY",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_ELSEWHERE | IMAP_COMMAND_LONG,
	.run = run,
	.rfc = "RFC 3501 6.4.7",
};
