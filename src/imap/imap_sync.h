/* SPDX-License-Identifier: MIT */
/* Telling the client what has changed in the selected mailbox. */
#pragma once

#include "imap/imap_command.h"

enum imap_sync_result {
	IMAP_SYNC_OK,
	IMAP_SYNC_GONE,  /* the mailbox is no more */
	IMAP_SYNC_ERROR, /* the view stays as it was; err filled */
};
/*
 * Refreshes the view and writes EXPUNGE (with TAKE only), EXISTS, RECENT,
 * FLAGS and FETCH FLAGS answers; VANISHED instead of EXPUNGE where the client
 * asked for it. `told` (may be NULL): UIDs whose flags need
 * no notice. with_uid: FETCH answers carry the UID (RFC 3501 6.4.8).
 */
struct imap_sync_options {
	enum store_expunges expunges;
	const struct ranges *told;
	bool with_uid;
	/* Becomes: did nobody else change anything since the last time? May be
	 * NULL. */
	bool *own;
	/* For clients that said by NOTIFY what they want: */
	bool no_flags;
	struct ranges *arrived; /* gets what came; may be NULL */
	/* What came is the client's own doing: no items of it are told. */
	bool own_arrivals;
};
enum imap_sync_result imap_sync_send(struct imap_session *session,
				     const struct imap_sync_options *options,
				     struct err *err);

/* Untagged EXISTS, and RECENT unless the client speaks IMAP4rev2, for which
 * \Recent is dropped. */
void imap_sync_send_sizes(struct imap_session *session);
/* Untagged FLAGS and OK [PERMANENTFLAGS]. */
MUST_CHECK bool imap_sync_send_flags(struct imap_session *session,
				     struct err *err);
/* The same, if the mailbox has keywords that the client was not told of. */
MUST_CHECK bool imap_sync_send_new_keywords(struct imap_session *session,
					    struct err *err);
/* "* VANISHED 3:5,9", or with EARLIER what went before the client came back
 * (RFC 7162 3.2.10); nothing for an empty set. */
enum imap_sync_vanished {
	IMAP_SYNC_VANISHED,
	IMAP_SYNC_VANISHED_EARLIER
};
void imap_sync_send_vanished(struct imap_session *session,
			     const struct ranges *uids,
			     enum imap_sync_vanished how);
/* Untagged FETCH with FLAGS (and UID, MODSEQ) of these UIDs; those expunged
 * meanwhile are passed over. */
MUST_CHECK bool imap_sync_send_fetch(struct imap_session *session,
				     const struct ranges *uids, bool with_uid,
				     struct err *err);
/* Likewise with UID and MODSEQ only. */
MUST_CHECK bool imap_sync_send_modseqs(struct imap_session *session,
				       const struct ranges *uids,
				       struct err *err);
