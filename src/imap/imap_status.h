/* SPDX-License-Identifier: MIT */
/* STATUS items: of the command, and of LIST's return option (RFC 5819). */
#pragma once

#include "imap/imap_command.h"
#include "imap/imap_mailbox.h"

enum {
	IMAP_STATUS_ITEMS_MAX = 16
};
/* Each once, in the order asked for. */
struct imap_status_items {
	const struct imap_status_item *item[IMAP_STATUS_ITEMS_MAX];
	size_t count;
};
/* Takes "(MESSAGES UNSEEN …)"; leaves *rest unchanged on false. */
bool imap_status_take(struct span *rest, struct imap_status_items *out);

/* Asking for HIGHESTMODSEQ enables CONDSTORE (RFC 7162 3.1.2); before any
 * answer. */
void imap_status_enable(struct imap_session *session,
			const struct imap_status_items *items);
/* Appends the untagged STATUS. */
void imap_status_add(struct buf *out, const struct imap_session *session,
		     const struct imap_status_items *items,
		     const struct imap_mailbox *mailbox,
		     const struct store_status *status);
