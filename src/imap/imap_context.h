/* SPDX-License-Identifier: MIT */
/*
 * Searches that are followed (RFC 5267, CONTEXT=SEARCH): what of a SEARCH with
 * RETURN (UPDATE) is kept, and telling how its result changes. Contexts end
 * with the selected mailbox.
 */
#pragma once

#include "imap/imap_command.h"

/* Is a search with that tag followed already? */
bool imap_context_has(const struct imap_session *session, struct span tag);
/* Follows the search that this command was, program being its text and found
 * its result; of new messages items (may be empty) are told, which
 * imap_arrival_are_items took. false: there are too many, or it is too large.
 */
bool imap_context_add(struct imap_session *session,
		      const struct imap_request *request, struct span program,
		      struct span items, const struct ranges *found);
/* "* NO [NOUPDATE "tag"] why": the search of this command is not followed (RFC
 * 5267 4.3.1). */
void imap_context_refuse(struct imap_session *session,
			 const struct imap_request *request, const char *why);
/* false: none has that tag. */
bool imap_context_cancel(struct imap_session *session, struct span tag);
void imap_context_end_all(struct imap_session *session);

/* Tells that these are gone; before the EXPUNGE answers. before: the view
 * with them. */
void imap_context_tell_gone(struct imap_session *session,
			    const struct ranges *gone, struct ranges *before);
/* Tells how what has changed or is new in the view comes and goes; behind the
 * EXISTS and FETCH answers. asked: of these, that are new and not the client's
 * own doing, the items are told before (RFC 5465 7). */
MUST_CHECK bool imap_context_tell_changed(struct imap_session *session,
					  const struct ranges *changed,
					  const struct ranges *asked,
					  struct err *err);
