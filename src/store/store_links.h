/* SPDX-License-Identifier: MIT */
/*
 * What THREAD needs of messages: a row for each, in which message ids and base
 * subjects are numbers. What it says of a message never changes. So the rows of
 * a mailbox are kept in the index from one THREAD to the next; those of
 * messages that arrived since are added, those of messages that are gone passed
 * over.
 */
#pragma once

#include "store/store_message.h"
#include "store/store_numbers.h"

struct store_links {
	struct ranges uids; /* that there are rows of, in their order */
	uint32_t count;     /* rows */
	uint32_t space;
	uint64_t *date;     /* an int64_t: RFC 5256 2.2, in UTC seconds */
	uint32_t *name;     /* of ids: its own; 0: it has none */
	uint32_t *base;     /* of bases, twice that, and 1 if it is a reply */
	uint32_t *refs_end; /* one behind its last one in refs */
	uint32_t *refs;     /* of ids: what messages refer to */
	uint32_t refs_count;
	uint32_t refs_space;
	struct store_numbers ids;
	struct store_numbers bases; /* but for the empty one, which is 0 */
};

void store_links_release(struct store_links *links);

/* Those of the index, if there are any and at most bytes_max of them; else
 * *out, which is zeroed, stays as it is. No read bracket may be open. */
void store_links_load(struct store_box *box, size_t bytes_max,
		      struct store_links *out);
/* Keeps them; where that fails they are made again next time. */
void store_links_keep(struct store_box *box, const struct store_links *links);

/* ---- store_links_get.c ---- */

/* The rows of at least these, which are of the view, but for messages that are
 * gone. ERR_LIMIT: they take more than bytes_max. No read bracket may be
 * open. */
MUST_CHECK bool store_links_get(struct store_box *box,
				const struct ranges *uids, size_t bytes_max,
				struct store_links *out, struct err *err);
