/* SPDX-License-Identifier: MIT */
/*
 * Identifiers and rights of access lists on the wire (RFC 4314 2, 3):
 * a user's name, "$group", "!$group" (group-override), anyone, authenticated,
 * owner, each with '-' in front for what is taken away. "user=name" and
 * "group=name", as the file has them, are understood too.
 */
#pragma once

#include "imap/imap_mailbox.h"

/* " <mailbox>": finds it; needs right a, or any of RFC 4314's for MYRIGHTS. */
enum imap_acl_need {
	IMAP_ACL_ADMIN,
	IMAP_ACL_ANY
};
MUST_CHECK bool imap_acl_find(struct imap_session *session, struct span path,
			      enum imap_acl_need need, struct imap_mailbox *out,
			      struct err *err);

/* " <identifier>", an astring. Names are normalised. Leaves *rest unchanged on
 * false. */
bool imap_acl_take_identifier(struct span *rest, struct arena *arena,
			      struct md_acl_entry *out);
void imap_acl_add_identifier(struct buf *out, const struct md_acl_entry *entry);
/* With the virtual c and d of RFC 4314 2.1.1, as an astring. */
void imap_acl_add_rights(struct buf *out, uint32_t rights);
/* The untagged MYRIGHTS of what imap_mailbox_find has told. */
void imap_acl_add_myrights(struct buf *out, const struct imap_session *session,
			   const struct imap_mailbox *mailbox);

/* Whether it means the owner of that mailbox, who has all rights always. */
bool imap_acl_is_owner(struct imap_session *session,
		       const struct imap_mailbox *mailbox,
		       const struct md_acl_entry *entry);
