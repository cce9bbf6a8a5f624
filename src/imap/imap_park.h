/* SPDX-License-Identifier: MIT */
/*
 * Parking: a session that waits for its client is put into a record
 * (imap_record.h), which gate keeps with the client's connection, and its
 * worker ends. Another one goes on with it.
 */
#pragma once

#include "imap/imap_session.h"

struct imap_park {
	struct span idle_tag; /* of the IDLE that it is in; empty: between
				 commands */
	bool hears; /* it is told of changes; else it rests until it speaks */
	/* Open since before the client was told last; or -1, where the selected
	 * mailbox has a store_still. */
	int watch;
	int64_t end_ms; /* clock_mono_ms: when it has waited too long */
	bool at_once;   /* it is not to rest: another worker goes on */
};

/* Is there a gate, is the input at a place where a session can go on, and can
 * somebody say then whether the account still is one? */
bool imap_park_may(const struct imap_session *session);
/* true: the session is gate's, and ends here without a word. false also if it
 * is more than a record holds, or more than session_watches are wanted. */
bool imap_park(struct imap_session *session, const struct imap_park *park);
/* The session of that record goes on: its mailbox is selected as it was. Says
 * BYE where that can't be. */
void imap_park_resume(struct imap_session *session, struct span record);
