/* SPDX-License-Identifier: MIT */
/* What a client is told of two lists of its mailboxes (RFC 5465 5). */
#pragma once

#include "imap/imap_notify_list.h"

/* At NOTIFY SET: what may not be read, and with `status` how each mailbox is
 * that the client wants to know of. */
void imap_notify_difference_first(struct imap_session *session,
				  const struct imap_notify_list *list,
				  bool status);
void imap_notify_difference_tell(struct imap_session *session,
				 const struct imap_notify_list *before,
				 const struct imap_notify_list *after);
