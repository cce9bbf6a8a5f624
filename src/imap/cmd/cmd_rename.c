/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "base/x.h"
#include "imap/imap_args.h"
#include "imap/imap_list.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_reply.h"
#include "imap/imap_select.h"

/* The new name of the selected mailbox in its store, if it is the renamed one
 * or lies below it; else NULL. INBOX itself stays where it is. */
static char *new_name(const struct imap_session *session,
		      const struct imap_mailbox *from, struct span to)
{
	struct span old = from->name;
	struct span name;

	if (!session->box || session->box->user != from->user ||
	    span_eq(old, SPAN("INBOX")))
		return NULL;
	name = span_of(session->box->name);
	if (!span_eq(name, old) &&
	    !(span_starts(name, old) && name.ptr[old.len] == '.'))
		return NULL;
	name = span_from(name, old.len);
	return x_printf("%.*s%.*s", SPAN_ARG(to), SPAN_ARG(name));
}

static bool rename_it(struct imap_session *session, struct span from_path,
		      struct span to_path, struct err *err)
{
	auto_free char *selected = NULL;
	struct imap_mailbox from;
	struct imap_mailbox to;

	if (!imap_mailbox_find(session, from_path, STORE_RIGHT_DELETE, &from,
			       err) ||
	    !imap_mailbox_find_new(session, to_path, &to, err))
		return false;
	if (from.user != to.user)
		return err_set(err, ERR_STATE,
			       "The names are of different owners");
	if (!store_rename(from.user, from.name, to.name, err))
		return false;
	selected = new_name(session, &from, to.name);
	if (selected)
		imap_select_follow(session, span_of(selected));
	return true;
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct span rest = request->args;
	struct span from;
	struct span to;
	struct err err;

	if (!imap_args_mailbox(session, &rest, &from) ||
	    !imap_args_mailbox(session, &rest, &to) || rest.len)
		return imap_reply_bad(request, "Expected two mailbox names");
	if (to.len > 1 && span_ends(to, SPAN(".")))
		to.len--;
	if (!rename_it(session, from, to, &err))
		return imap_reply_err(request, &err);
	/* RFC 9051 6.3.9.7; INBOX is still called so. */
	imap_list_announce(session, to,
			   span_eq(from, SPAN("INBOX")) ? SPAN("") : from);
	return imap_reply_ok(request, "Rename completed");
}

const struct imap_command cmd_rename = {
	.name = "RENAME",
	.states = IMAP_STATE_ANY,
	.flags = IMAP_COMMAND_ELSEWHERE,
	.run = run,
	.rfc = "RFC 3501 6.3.5, RFC 9051 6.3.6",
};
