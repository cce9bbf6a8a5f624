/* SPDX-License-Identifier: MIT */
/* Telling the annotations of a mailbox or of the server (RFC 5464 4.4). */
#pragma once

#include "imap/imap_mailbox.h"
#include "imap/imap_metadata_parse.h"

/* RFC 5464 3.3: what is asked of the rights in a mailbox. */
MUST_CHECK bool imap_metadata_find(struct imap_session *session,
				   struct span path, struct imap_mailbox *out,
				   struct err *err);

/* Writes the METADATA answer, if there is anything to tell: of a mailbox, or
 * of the server (mailbox NULL). special: flags of STORE_MAILBOX_SPECIAL that
 * the mailbox has. *out_longest (may be NULL): size of the largest value past
 * ask->max_size, else unchanged. */
MUST_CHECK bool imap_metadata_tell(struct imap_session *session,
				   const struct imap_mailbox *mailbox,
				   uint32_t special,
				   const struct imap_metadata_ask *ask,
				   uint64_t *out_longest, struct err *err);
