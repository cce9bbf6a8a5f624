/* SPDX-License-Identifier: MIT */
/* Which mailboxes the source options of ESEARCH mean (RFC 7377 2.2). */
#pragma once

#include "imap/imap_mailbox.h"
#include "imap/imap_sources.h"

/*
 * Their paths, each once, by path: the array is the caller's to free, the
 * paths lie in the session's arena. What is named and not there, or may not be
 * read, is left out without a word, and of the rest what may not be listed;
 * whether that may be read is not asked. A mailbox must be selected if that is
 * among the sources. ERR_LIMIT: more than the setting imap_search_mailboxes
 * allows.
 */
MUST_CHECK bool imap_gather(struct imap_session *session,
			    const struct imap_sources *sources,
			    struct span **out, size_t *out_count,
			    struct err *err);

/* Is it the trouble of one mailbox that is not there or not for this user? */
bool imap_gather_passes(const struct err *err);
