/* SPDX-License-Identifier: MIT */
#include "imap/imap_list.h"
#include "imap/imap_reply.h"

/* RFC 3348: \HasChildren and \HasNoChildren. */
static const char *attributes_of(uint32_t flags)
{
	if (!(flags & STORE_MAILBOX_EXISTS))
		return "\\Noselect \\HasChildren";
	return flags & STORE_MAILBOX_CHILDREN ? "\\HasChildren"
					      : "\\HasNoChildren";
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct store_mailbox_entry *entries;
	struct imap_pattern pattern;
	struct span name;
	struct err err;
	size_t count;
	bool root;

	if (!imap_list_take(session, request, &pattern, &root))
		return imap_reply_bad(request,
				      "Expected a reference and a pattern");
	if (root) {
		imap_list_send(session, "LIST", "\\Noselect", SPAN(""));
		return imap_reply_ok(request, "List completed");
	}
	if (!store_list(session->user, &session->arena, &entries, &count, &err))
		return imap_reply_err(request, &err);
	for (size_t i = 0; i < count; i++) {
		uint32_t flags = entries[i].flags;

		/* Others are subscribed names only. */
		if (flags & (STORE_MAILBOX_EXISTS | STORE_MAILBOX_CHILDREN) &&
		    imap_list_wire_name(session, entries[i].name, &name) &&
		    imap_pattern_matches(&pattern, name))
			imap_list_send(session, "LIST", attributes_of(flags),
				       name);
	}
	return imap_reply_ok(request, "List completed");
}

const struct imap_command cmd_list = {
	.name = "LIST",
	.states = IMAP_STATE_ANY,
	.capability = "CHILDREN",
	.run = run,
	.rfc = "RFC 3501 6.3.8, RFC 3348",
};
