/* SPDX-License-Identifier: MIT */
/* The copy of a message that a recipient gets into a mailbox. */
#pragma once

#include "deliver/deliver_mail.h"

/* Into the mailbox asked for, or INBOX. The errors of deliver_mail_store. */
MUST_CHECK bool deliver_copy_store(struct deliver_mail *mail,
				   const struct deliver_recipient *to,
				   struct deliver_stored *out, struct err *err);
/* Is that trouble with the mailbox asked for of a kind that INBOX may not
 * have? */
bool deliver_copy_goes_to_inbox(enum err_kind kind);
