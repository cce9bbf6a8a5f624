/* SPDX-License-Identifier: MIT */
/* What SEARCH and SORT have in common: finding, saving for "$", the list of
 * RFC 3501. */
#pragma once

#include "imap/imap_esearch.h"
#include "imap/imap_search.h"
#include "store/store_order.h"

/* Of what is found "$" and the modseq are made as `what` and the program ask
 * for it. */
MUST_CHECK bool imap_find(struct imap_session *session, struct store_box *box,
			  const struct imap_return *what,
			  const struct imap_search_program *program,
			  struct imap_esearch_found *out, struct err *err);
/* The same in the selected mailbox, sorted. */
MUST_CHECK bool
imap_find_sorted(struct imap_session *session, const struct imap_return *what,
		 const struct imap_search_program *program,
		 const struct store_sort_by *by, size_t by_count,
		 struct imap_esearch_found *out, struct err *err);
/* RFC 5182 2.1: a command with SAVE that ends in NO empties "$". Returns
 * result. */
enum imap_result imap_find_failed(struct imap_session *session,
				  const struct imap_return *what,
				  enum imap_result result);
/* "* <word> 1 2 3", by UID or sequence number. */
void imap_find_send(struct imap_session *session, const char *word, bool uid,
		    const struct imap_esearch_found *found);
