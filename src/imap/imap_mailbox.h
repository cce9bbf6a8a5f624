/* SPDX-License-Identifier: MIT */
/*
 * Which mailbox a name means: the store it lies in, its name there, and what
 * the session's user may do with it. Every command goes through here.
 *
 * The path is what the client says, UTF-8 and INBOX in upper case
 * (imap_args_mailbox), and what it is told (imap_args_add_mailbox). Names in a
 * store mean nothing to the client. A path that begins with the prefix of a
 * namespace lies in another's store, which stays open until the session ends;
 * all others are the user's own, where no right is ever missing and nothing is
 * looked up.
 */
#pragma once

#include "imap/imap_session.h"
#include "store/store_acl.h"

struct imap_mailbox {
	/* Whose store it lies in. The session closes it; another's may be
	 * closed by the find after the next, unless it is selected. */
	struct store_user *user;
	struct span name; /* in that store, in the session's arena */
	struct span path;
	uint32_t rights; /* enum store_right */
};

/*
 * need: rights without which the command can't be. Where one is missing:
 * ERR_DENIED, or ERR_NOTFOUND of what the user may not even know of (no
 * STORE_RIGHT_LOOKUP). Of the user's own it is not asked whether there is such
 * a mailbox: that is for the verb of the store.
 */
MUST_CHECK bool imap_mailbox_find(struct imap_session *session,
				  struct span path, uint32_t need,
				  struct imap_mailbox *out, struct err *err);

/* Of a mailbox that is to be made: what counts is STORE_RIGHT_CREATE in the
 * nearest of its parents that exists (RFC 4314 4).
 * ERR_SYNTAX: no mailbox may be called so. */
MUST_CHECK bool imap_mailbox_find_new(struct imap_session *session,
				      struct span path,
				      struct imap_mailbox *out,
				      struct err *err);

/* Is it the user's own? */
bool imap_mailbox_is_own(struct imap_session *session, struct span path);

/* Whether it is the one that is selected. */
bool imap_mailbox_is_selected(const struct imap_session *session,
			      const struct imap_mailbox *mailbox);
/* The path of a mailbox of this store, in the session's arena. */
struct span imap_mailbox_path(struct imap_session *session,
			      const struct store_user *user, struct span name);

/* As store_list, of all namespaces: names are paths, and of others' mailboxes
 * only those that the user may know of. */
MUST_CHECK bool imap_mailbox_list(struct imap_session *session,
				  struct store_mailbox_entry **out,
				  size_t *out_count, struct err *err);
