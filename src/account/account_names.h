/* SPDX-License-Identifier: MIT */
/*
 * The user names of a source in our order, for kinds whose own order is another
 * one: fetched once and sorted here. A list that is read to its end, or too
 * old, is forgotten.
 */
#pragma once

#include "account/account_source.h"

struct account_names {
	char **name;
	size_t count;
	size_t space;
	bool sorted;
	int64_t made_ms; /* of clock_mono_ms */
};

void account_names_release(struct account_names *names);
/* A name that can't be a user's is logged and left out. */
void account_names_add(struct account_names *names, struct span name);
/* No more names come. */
void account_names_sort(struct account_names *names);
/* Is there a list to go on with behind `after`? "" wants a new one. */
bool account_names_serves(const struct account_names *names, const char *after);
/* ERR_CORRUPT for a row that can't be used. */
typedef bool account_names_look_up(void *source,
				   const struct account_query *query,
				   struct account_entry *out, struct err *err);
/* The first user behind `after`, looked up, as account_source_kind.next says;
 * rows that can't be used are logged and passed over. */
MUST_CHECK bool account_names_next(struct account_names *names,
				   const char *after,
				   account_names_look_up *look_up, void *source,
				   struct account_entry *out, struct err *err);
