/* SPDX-License-Identifier: MIT */
/*
 * Opening, asking and filling a mailbox within the rights that
 * imap_mailbox_find told (RFC 4314 4). In one's own nothing differs from the
 * store's verbs.
 */
#pragma once

#include "imap/imap_mailbox.h"
#include "store/store_message.h"

/* As store_box_open; of another's with the user's own \Seen (setting
 * private_seen). Flags that the rights do not cover can't be changed in it. */
MUST_CHECK bool imap_rights_open(struct imap_session *session,
				 const struct imap_mailbox *mailbox,
				 enum store_access access,
				 struct store_box **out, struct err *err);
/* The same for a session that goes on: as store_box_resume, if that can be. */
MUST_CHECK bool imap_rights_resume(struct imap_session *session,
				   const struct imap_mailbox *mailbox,
				   enum store_access access,
				   struct store_box **out, struct err *err);
MUST_CHECK bool imap_rights_status(struct imap_session *session,
				   const struct imap_mailbox *mailbox,
				   struct store_status *out, struct err *err);
/* Leaves flags out that the rights do not cover. true: \Seen is to be set by
 * imap_rights_set_seen when the message is there, since it is the user's own.
 */
bool imap_rights_bound(struct imap_session *session,
		       const struct imap_mailbox *mailbox,
		       struct store_append *options);
/* Of no messages: nothing. Trouble is passed over. */
void imap_rights_set_seen(struct imap_session *session,
			  const struct imap_mailbox *mailbox,
			  const struct ranges *uids);
/* As store_copy from the selected mailbox, also into another's store. */
MUST_CHECK bool imap_rights_copy(struct imap_session *session,
				 const struct imap_mailbox *mailbox,
				 const struct ranges *uids,
				 enum store_copy_how how,
				 struct store_copied *out, struct err *err);

/* Rights in the selected mailbox may have changed: asks anew, into
 * session->rights. false: it may no longer be read. */
bool imap_rights_recheck(struct imap_session *session);
