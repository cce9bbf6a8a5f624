/* SPDX-License-Identifier: MIT */
/*
 * Scripts for what a command did to messages (RFC 6785): the mailbox's by its
 * annotation /shared/imapsieve/script, or the server's, and those of the site's
 * rules. A command calls this when its work is done, with no read bracket open;
 * what goes wrong is logged and changes nothing of its answer.
 */
#pragma once

#include "imap/imap_mailbox.h"

/* " IMAPSIEVE=…", if it is there. */
void imap_event_capability(const struct config *config, struct buf *out);

/* Came by APPEND, or by COPY or MOVE from a mailbox of that path (empty: from
 * none). */
void imap_event_arrived(struct imap_session *session,
			const struct imap_mailbox *to,
			const struct ranges *uids, const char *cause,
			struct span from);

struct imap_event_flags;

/* The flags of these in the selected mailbox, before the command. NULL: nobody
 * wants to know. In the session's arena. */
struct imap_event_flags *imap_event_flags(struct imap_session *session,
					  struct ranges *uids);
/* Of these the command changed flags. before NULL: nothing. */
void imap_event_flagged(struct imap_session *session,
			const struct imap_event_flags *before,
			const struct ranges *uids);
/* It set \Seen. */
void imap_event_seen(struct imap_session *session, const struct ranges *uids);
