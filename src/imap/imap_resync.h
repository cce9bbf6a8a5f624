/* SPDX-License-Identifier: MIT */
/*
 * Coming back to a mailbox: the parameters of SELECT and EXAMINE (RFC 4466 2.1)
 * and what has happened since a mod-sequence (RFC 7162 3.2.5, 3.2.6).
 */
#pragma once

#include "imap/imap_command.h"

struct imap_resync {
	bool condstore;
	bool qresync; /* the rest holds only then */
	uint32_t uidvalidity;
	uint64_t modseq;
	bool has_known;
	struct ranges known; /* UIDs */
	/* Message numbers that the client knew and their UIDs, as many. */
	struct ranges numbers;
	struct ranges uids;
};
void imap_resync_init(struct imap_resync *resync);
void imap_resync_release(struct imap_resync *resync);

/* " (CONDSTORE QRESYNC (1 2 3:4))", or nothing. false: malformed, or QRESYNC
 * that was not enabled. */
bool imap_resync_take(const struct imap_session *session, struct span *rest,
		      struct imap_resync *out);

/* VANISHED (EARLIER) and FETCH for what the client does not know of the mailbox
 * just opened. */
MUST_CHECK bool imap_resync_send(struct imap_session *session,
				 struct imap_resync *resync, struct err *err);
