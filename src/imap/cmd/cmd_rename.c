/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "base/x.h"
#include "imap/imap_args.h"
#include "imap/imap_reply.h"
#include "imap/imap_select.h"

/* The new name of the selected mailbox, if it is the renamed one or lies
 * below it; else NULL. INBOX itself stays where it is. */
static char *new_name(const struct imap_session *session, struct span from,
		      struct span to)
{
	struct span name;

	if (!session->box || span_eq(from, SPAN("INBOX")))
		return NULL;
	name = span_of(session->box->name);
	if (!span_eq(name, from) &&
	    !(span_starts(name, from) && name.ptr[from.len] == '.'))
		return NULL;
	name = span_from(name, from.len);
	return x_printf("%.*s%.*s", SPAN_ARG(to), SPAN_ARG(name));
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	auto_free char *selected = NULL;
	struct span from;
	struct span to;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &from) ||
	    !imap_args_mailbox(session, &rest, &to) || rest.len)
		return imap_reply_bad(request, "Expected two mailbox names");
	if (to.len > 1 && span_ends(to, SPAN(".")))
		to.len--;
	if (!store_rename(session->user, from, to, &err))
		return imap_reply_err(request, &err);
	selected = new_name(session, from, to);
	if (selected)
		imap_select_follow(session, span_of(selected));
	return imap_reply_ok(request, "Rename completed");
}

const struct imap_command cmd_rename = {
	.name = "RENAME",
	.states = IMAP_STATE_ANY,
	.run = run,
	.rfc = "RFC 3501 6.3.5",
};
