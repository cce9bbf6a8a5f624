/* SPDX-License-Identifier: MIT */
/*
 * Which annotations of a mailbox have changed (RFC 5465 5.6, 5.7). What they
 * were is kept as text: a line for each with its name and a digest of its
 * value.
 */
#pragma once

#include "imap/imap_session.h"

/* mailbox empty: of the server. What can't be read is as if there were none.
 * The caller frees. */
char *imap_notify_metadata_take(struct imap_session *session,
				struct store_user *user, struct span mailbox);
/* Untagged METADATA with the names of those that differ; either may be NULL:
 * then nothing is told. */
void imap_notify_metadata_tell(struct imap_session *session, struct span path,
			       const char *before, const char *after);
