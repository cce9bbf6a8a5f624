/* SPDX-License-Identifier: MIT */
/*
 * What a client has asked to be told by NOTIFY (RFC 5465): of the selected
 * mailbox, then by imap_sync, and of others, whose state is compared with what
 * it was whenever something was committed.
 */
#pragma once

#include "imap/imap_notify_parse.h"
#include "imap/imap_sync.h"

struct imap_notify;

enum imap_notify_set {
	IMAP_NOTIFY_SET,
	IMAP_NOTIFY_TOO_MANY, /* NOTIFICATIONOVERFLOW */
	IMAP_NOTIFY_FAILED    /* err filled */
};
/* Replaces what was asked for; args: all behind the verb, which parses. */
enum imap_notify_set imap_notify_set(struct imap_session *session,
				     struct span args, struct err *err);
void imap_notify_free(struct imap_notify **notify);

/* Are there changes to be told between commands? */
bool imap_notify_is_on(const struct imap_session *session);
/* Readable when there may be something to tell; -1: look every second. Follows
 * the selected mailbox. */
int imap_notify_watch(struct imap_session *session);

/* Whose doing it is. */
enum imap_notify_whose {
	IMAP_NOTIFY_OTHERS,
	IMAP_NOTIFY_OWN
};

/* imap_sync_send within what the client has asked for, with the items that it
 * wants of what came, unless that is its own doing. */
enum imap_sync_result imap_notify_sync(struct imap_session *session,
				       const struct imap_sync_options *options,
				       enum imap_notify_whose whose,
				       struct err *err);

/* Tells what happened to mailboxes that are not selected. OWN: it was this
 * session's doing and is not told. */
void imap_notify_tell(struct imap_session *session,
		      enum imap_notify_whose whose);
/* Tells of the selected mailbox between commands. false: it is no more. */
MUST_CHECK bool imap_notify_tell_selected(struct imap_session *session);

/* What is to survive a park: appends it, nothing before any NOTIFY. */
void imap_notify_pack(const struct imap_session *session, struct buf *out);
/* From that. false: it is none. */
MUST_CHECK bool imap_notify_resume(struct imap_session *session,
				   struct span packed);
/* Adds the accounts that are watched for it to the places there are, each once;
 * how many there are then, of which `max` are in all. */
unsigned imap_notify_places(struct imap_session *session,
			    struct store_watch_place *all, unsigned count,
			    unsigned max);
