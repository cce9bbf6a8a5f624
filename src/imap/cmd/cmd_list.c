/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "imap/imap_list.h"
#include "imap/imap_mailbox.h"
#include "imap/imap_reply.h"

enum {
	ATTRIBUTES_MAX = 256
};

/* RFC 3348: \HasChildren and \HasNoChildren; RFC 6154: special use. */
static void add_attributes(struct buf *out, uint32_t flags)
{
	if (!(flags & STORE_MAILBOX_EXISTS))
		buf_add_str(out, "\\Noselect ");
	buf_add_str(out, flags & STORE_MAILBOX_CHILDREN ? "\\HasChildren"
							: "\\HasNoChildren");
	if (flags & STORE_MAILBOX_SPECIAL)
		buf_add_char(out, ' ');
	store_special_write(out, flags);
}

static enum imap_result run(struct imap_session *session,
			    struct imap_request *request)
{
	struct store_mailbox_entry *entries;
	struct imap_pattern pattern;
	auto_buf struct buf attributes;
	struct span name;
	struct err err;
	size_t count;
	bool root;

	buf_init(&attributes, ATTRIBUTES_MAX);
	if (!imap_list_take(session, request, &pattern, &root))
		return imap_reply_bad(request,
				      "Expected a reference and a pattern");
	if (root) {
		imap_list_send(session, "LIST", "\\Noselect", SPAN(""));
		return imap_reply_ok(request, "List completed");
	}
	if (!imap_mailbox_list(session, &entries, &count, &err))
		return imap_reply_err(request, &err);
	for (size_t i = 0; i < count; i++) {
		uint32_t flags = entries[i].flags;

		/* Others are subscribed names only. */
		if (flags & (STORE_MAILBOX_EXISTS | STORE_MAILBOX_CHILDREN) &&
		    imap_list_wire_name(session, entries[i].name, &name) &&
		    imap_pattern_matches(&pattern, name)) {
			buf_reset(&attributes);
			add_attributes(&attributes, flags);
			imap_list_send(session, "LIST", buf_str(&attributes),
				       name);
		}
	}
	return imap_reply_ok(request, "List completed");
}

const struct imap_command cmd_list = {
	.name = "LIST",
	.states = IMAP_STATE_ANY,
	.capability = "CHILDREN SPECIAL-USE",
	.run = run,
	.rfc = "RFC 3501 6.3.8, RFC 3348, RFC 6154",
};
