/* SPDX-License-Identifier: MIT */
/*
 * The accounts and stores of others that a session meets. A worker runs as the
 * system user whose files all mail is; where an owner's are another system
 * user's, nothing of theirs can be read, and that is said.
 *
 * An account is asked for once in a session. A store is opened only when the
 * caller has found a right in it, and at most shared_open_max are open; the
 * one that was used longest ago, and is not selected, makes room.
 */
#pragma once

#include "imap/imap_session.h"
#include "store/store_acl.h"

struct imap_other;

/* The owner of that name. ERR_NOTFOUND, ERR_DENIED, ERR_TEMP. */
MUST_CHECK bool imap_others_find(struct imap_session *session, struct span user,
				 struct imap_other **out, struct err *err);
/* The account of the public mailboxes (setting public_mail), which is nobody's.
 * ERR_NOTFOUND: there are none. */
MUST_CHECK bool imap_others_public(struct imap_session *session,
				   struct imap_other **out, struct err *err);
/* Is it the store of the public mailboxes? */
bool imap_others_is_public(const struct imap_session *session,
			   const struct store_user *store);
const struct account *imap_others_account(const struct imap_other *other);
/* The session closes it: at the earliest when two others have been opened
 * since it was opened or kept, and never while it is selected. */
MUST_CHECK bool imap_others_open(struct imap_session *session,
				 struct imap_other *other,
				 struct store_user **out, struct err *err);
/* That store, if it is another's, is not the next to be closed. */
void imap_others_use(struct imap_session *session,
		     const struct store_user *store);
/* store_warn of every owner's that is open: what others put into it counts for
 * them. */
void imap_others_warn(struct imap_session *session);
void imap_others_free(struct imap_others **others);
