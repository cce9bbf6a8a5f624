/* SPDX-License-Identifier: MIT */
/*
 * Criteria that the view alone decides: ALL, sets of UIDs and of sequence
 * numbers, \Recent, sizes (store_sizes.h), and what is made of these. Worked
 * out on runs, without a look at any message.
 */
#pragma once

#include "store/store_search.h"

bool store_search_set_decides(const struct store_criterion *c);
/* The UIDs of the view that match one that is so decided. */
void store_search_set_match(struct store_box *box,
			    const struct store_criterion *c,
			    struct ranges *out);
/* The UIDs of the view that can match any program: what the decided ones
 * among the conditions that must all hold leave over. */
void store_search_set_narrow(struct store_box *box,
			     const struct store_criterion *c,
			     struct ranges *out);
