/* SPDX-License-Identifier: MIT */
/*
 * Quota roots (RFC 9208 3.2). A user has one, "User quota"; a mailbox for which
 * a rule has another limit has one of its own, "User quota: Trash", with the
 * same usage; one that does not count has none. Where nothing is limited there
 * are no roots.
 */
#pragma once

#include "imap/imap_mailbox.h"
#include "store/store_limits.h"

struct imap_quota {
	struct buf root; /* its name; empty: there is none */
	struct store_limit limit;
	struct store_usage usage;
};
void imap_quota_init(struct imap_quota *quota);
void imap_quota_release(struct imap_quota *quota);
#define auto_imap_quota __attribute__((cleanup(imap_quota_release)))

/* The root of a mailbox, which need not exist. */
MUST_CHECK bool imap_quota_of(struct imap_session *session,
			      const struct imap_mailbox *mailbox,
			      struct imap_quota *out, struct err *err);
/* Is it the root whose limits are those of the account? */
bool imap_quota_is_own(struct span root);
/* One of the session's own user by its name. ERR_NOTFOUND. */
MUST_CHECK bool imap_quota_find(struct imap_session *session, struct span root,
				struct imap_quota *out, struct err *err);
/* Writes the QUOTA answer. */
void imap_quota_send(struct imap_session *session,
		     const struct imap_quota *quota);
