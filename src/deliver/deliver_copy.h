/* SPDX-License-Identifier: MIT */
/* The copy of a message that a recipient gets into a mailbox. */
#pragma once

#include "deliver/deliver_mail.h"

struct store_append;
struct store_spool;
struct store_user;

struct deliver_copy {
	struct span mailbox;    /* UTF-8 */
	bool mailbox_is_detail; /* chosen by whoever sent the message */
	bool create;            /* also without lda_mailbox_autocreate */
	uint32_t special;       /* STORE_MAILBOX_… of one that is made */
	const struct store_append *options;
};

/* Into the mailbox asked for, made if that is wanted, or INBOX. The errors of
 * deliver_mail_store. */
MUST_CHECK bool
deliver_copy_append(const struct config *config, struct store_user *store,
		    const struct deliver_copy *copy, struct store_spool *spool,
		    struct deliver_stored *out, struct err *err);
/* The same of the message for a recipient, into the mailbox of the recipient.
 */
MUST_CHECK bool deliver_copy_store(struct deliver_mail *mail,
				   const struct deliver_recipient *to,
				   struct deliver_stored *out, struct err *err);
/* The bytes for that recipient, with a Delivered-To of its own where there is
 * one; the mail's. store: the recipient's. */
MUST_CHECK bool deliver_copy_spool(struct deliver_mail *mail,
				   const struct deliver_recipient *to,
				   struct store_user *store,
				   struct store_spool **out, struct err *err);
/* Is that trouble with the mailbox asked for of a kind that INBOX may not
 * have? */
bool deliver_copy_goes_to_inbox(enum err_kind kind);
