/* SPDX-License-Identifier: MIT */
/*
 * Limits are part of the account, which a session can't write (no QUOTASET):
 * RFC 2087 clients get a clear answer.
 */
#include "imap/imap_args.h"
#include "imap/imap_reply.h"

static bool take_limits(struct span *rest)
{
	struct span resource;
	uint64_t limit;

	if (!wire_imap_take_space(rest) || !wire_imap_take_char(rest, '('))
		return false;
	if (wire_imap_take_char(rest, ')'))
		return true;
	do {
		if (!wire_imap_take_atom(rest, &resource) ||
		    !wire_imap_take_space(rest) ||
		    !wire_imap_take_number(rest, INT64_MAX, &limit))
			return false;
	} while (wire_imap_take_space(rest));
	return wire_imap_take_char(rest, ')');
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct span root;

	if (!imap_args_mailbox(session, &rest, &root) || !take_limits(&rest) ||
	    rest.len)
		return imap_reply_bad(request,
				      "Expected a quota root and limits");
	return imap_reply_no(request, "NOPERM",
			     "Limits are set by the administrator");
}

const struct imap_command cmd_setquota = {
	.name = "SETQUOTA",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 9208 4.1.3",
};
