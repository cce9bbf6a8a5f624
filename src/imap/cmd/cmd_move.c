/* SPDX-License-Identifier: MIT */
#include "imap/imap_copy.h"
#include "store/store_acl.h"

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	return imap_copy_run(session, request, STORE_MOVE);
}

const struct imap_command cmd_move = {
	.name = "MOVE",
	.states = IMAP_STATE_SELECTED,
	.flags = IMAP_COMMAND_UID | IMAP_COMMAND_WRITES |
		 IMAP_COMMAND_ELSEWHERE | IMAP_COMMAND_LONG,
	.rights = STORE_RIGHT_DELETED | STORE_RIGHT_EXPUNGE,
	.capability = "MOVE",
	.run = run,
	.rfc = "RFC 6851",
};
