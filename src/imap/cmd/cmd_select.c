/* SPDX-License-Identifier: MIT */
#include "imap/imap_select.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	return imap_select_run(session, request, STORE_READ_WRITE);
}

const struct imap_command cmd_select = {
	.name = "SELECT",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_QUIET,
	.capability = "CONDSTORE QRESYNC",
	.run = run,
	.rfc = "RFC 3501 6.3.1",
};
