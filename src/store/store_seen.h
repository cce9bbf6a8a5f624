/* SPDX-License-Identifier: MIT */
/*
 * \Seen and \Recent of somebody in another's mailbox. They lie in the reader's
 * own Maildir, a file for each such mailbox (fumikura-seen/,
 * doc/format/maildir.md), and the owner's stay as they are. Everything that
 * looks at messages of the box, or changes their flags, then means the
 * reader's.
 *
 * A change gives the message a modseq in the owner's index, so that the
 * reader's other sessions hear of it, and CONDSTORE and QRESYNC hold; sessions
 * of others are told flags that have not changed.
 */
#pragma once

#include "store/store.h"

/* As store_box_open, of a mailbox of owner, as the reader sees it. reader must
 * stay open as long as the box. */
MUST_CHECK bool store_seen_open(struct store_user *owner, struct span name,
				enum store_access access,
				struct store_user *reader,
				struct store_box **out, struct err *err);
/* What the reader has seen, and not, in a status of that mailbox. */
MUST_CHECK bool store_seen_status(struct store_user *owner, struct span name,
				  struct store_user *reader,
				  struct store_status *out, struct err *err);
