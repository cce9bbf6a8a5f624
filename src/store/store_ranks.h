/* SPDX-License-Identifier: MIT */
/*
 * By which place messages come when they are sorted by a text, kept in the
 * index from one SORT to the next. What a message is sorted by never changes,
 * so ranks are right for as long as they are there; a message that arrived
 * since makes them be made anew.
 */
#pragma once

#include "store/store_order.h"

/* A rank for each of uids in order, on the heap: equal texts have equal ones,
 * a text that comes later has a higher one. NULL: not kept for all of them. No
 * read bracket may be open. */
uint32_t *store_ranks_get(struct store_box *box, enum store_sort_key key,
			  const struct ranges *uids);
/* Keeps them; where that fails they are made again next time. */
void store_ranks_put(struct store_box *box, enum store_sort_key key,
		     const struct ranges *uids, const uint32_t *ranks);
