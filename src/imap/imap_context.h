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
/* A search of the selected mailbox. */
struct imap_context_search {
	struct span tag;
	bool uid;
	bool names_mailbox; /* as answers to ESEARCH do (RFC 7377 2.1) */
	struct span program;
	/* Of new messages these are told, which imap_arrival_are_items took;
	 * may be empty. */
	struct span items;
};
/* Follows it from this result on; the client is told if there are too many
 * already, or it is too large. */
void imap_context_follow(struct imap_session *session,
			 const struct imap_context_search *search,
			 const struct ranges *found);
/* Tells the client that a search with that tag is not followed. */
void imap_context_refuse(struct imap_session *session, struct span tag,
			 const char *why);
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

/*
 * What is to survive a park (imap_pack.h): for each, from the first on, text
 * tag, u8 bits (1: uid, 2: names the mailbox), text program, text items, set
 * found, u32 count of the sets in the program and these, as UIDs. Appends.
 */
void imap_context_pack(const struct imap_session *session, struct buf *out);
/* From that, of the same mailbox, which is selected. What can't be followed any
 * more, as a filter that it names is gone, is told to the client. false: it is
 * none. */
MUST_CHECK bool imap_context_resume(struct imap_session *session,
				    struct span packed);
