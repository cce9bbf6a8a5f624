/* SPDX-License-Identifier: MIT */
/*
 * Which mailboxes are meant: filter-mailboxes of RFC 5465 6, which NOTIFY and
 * ESEARCH (RFC 7377 2.2) have in common.
 */
#pragma once

#include "imap/imap_session.h"

enum imap_filter_scope {
	IMAP_FILTER_SELECTED,
	IMAP_FILTER_SELECTED_DELAYED, /* of NOTIFY only */
	IMAP_FILTER_INBOXES,
	IMAP_FILTER_PERSONAL,
	IMAP_FILTER_SUBSCRIBED,
	IMAP_FILTER_SUBTREE,
	IMAP_FILTER_SUBTREE_ONE, /* of ESEARCH only */
	IMAP_FILTER_MAILBOXES,
};

struct imap_filter {
	enum imap_filter_scope scope;
	struct span *names; /* of SUBTREE, SUBTREE_ONE and MAILBOXES */
	size_t name_count;
};

/* Takes "personal", "subtree Lists", "mailboxes (a b)"; the names lie in the
 * arena or in the text, as they are written. After false *rest is anywhere. */
bool imap_filter_take(struct span *rest, struct arena *arena,
		      struct imap_filter *out);
/* Names become paths in the arena; what no mailbox can be called is left out
 * (RFC 5465 3.1). */
void imap_filter_decode(struct imap_session *session, struct arena *arena,
			struct imap_filter *filter);
/* The names are paths. SELECTED covers none: it is not a matter of names. */
bool imap_filter_covers(const struct imap_filter *filter,
			const struct store_mailbox_entry *mailbox,
			bool personal);
