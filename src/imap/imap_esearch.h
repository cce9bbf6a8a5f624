/* SPDX-License-Identifier: MIT */
/*
 * The ESEARCH answer (RFC 4731, RFC 5267, RFC 9394) to what a search has
 * found, in mailbox order or sorted.
 */
#pragma once

#include "imap/imap_command.h"
#include "imap/imap_return.h"

struct imap_esearch_found {
	struct ranges uids;
	uint32_t *sorted; /* the same in another order, or NULL; on the heap */
	size_t count;     /* of sorted */
	uint64_t modseq;  /* the highest of those returned; 0: not told */
};
void imap_esearch_found_init(struct imap_esearch_found *found);
void imap_esearch_found_release(struct imap_esearch_found *found);

/* The UIDs that an answer with these options names; COUNT and ALL name all
 * (RFC 4731 3.2, RFC 5182 2.4, RFC 9394 3.2). */
void imap_esearch_named(const struct imap_return *what,
			struct imap_esearch_found *found, struct ranges *out);

/* Where an answer comes from. */
struct imap_esearch {
	struct imap_session *session;
	struct span tag;
	struct ranges *view; /* gives the numbers; NULL: UIDs are told */
	/* The mailbox that an answer to ESEARCH names (RFC 7377 2.1); NULL:
	 * none. UIDs are told. */
	const struct store_box *box;
};
/* Of an answer that names no mailbox. */
struct imap_esearch imap_esearch_of(struct imap_session *session,
				    const struct imap_request *request);
/* Writes the whole line. */
void imap_esearch_send(const struct imap_esearch *to,
		       const struct imap_return *what,
		       struct imap_esearch_found *found);

/* "* ESEARCH (TAG "x") UID ADDTO (0 1:3)", word being ADDTO or REMOVEFROM; for
 * numbers all of uids must be in the view. */
void imap_esearch_send_update(const struct imap_esearch *to, const char *word,
			      const struct ranges *uids);
