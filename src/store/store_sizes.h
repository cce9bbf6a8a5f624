/* SPDX-License-Identifier: MIT */
/*
 * The sizes of a mailbox's messages in a column, kept in the index from one
 * search to the next, so that LARGER and SMALLER ask no records. Those of
 * messages that arrived since are added, those of messages that are gone passed
 * over.
 */
#pragma once

#include "store/store_search.h"

/* Works out which UIDs of the view match, for each LARGER and SMALLER of the
 * program: `set` and is_set. Where it can't, the records decide. No read
 * bracket may be open. */
void store_sizes_decide(struct store_box *box, struct store_criterion *program);
