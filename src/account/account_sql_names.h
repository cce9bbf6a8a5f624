/* SPDX-License-Identifier: MIT */
/*
 * The user names of a database in our order. A database sorts by its own
 * collation, so all names are fetched once and sorted here; a list that is
 * read to its end, or too old, is forgotten.
 */
#pragma once

#include "base/span.h"

struct account_sql_names {
	char **name;
	size_t count;
	size_t space;
	bool sorted;
	int64_t made_ms; /* of clock_mono_ms */
};

void account_sql_names_release(struct account_sql_names *names);
/* A name that can't be a user's is logged and left out. */
void account_sql_names_add(struct account_sql_names *names, struct span name);
/* No more names come. */
void account_sql_names_sort(struct account_sql_names *names);
/* Is there a list to go on with behind `after`? "" wants a new one. */
bool account_sql_names_serves(const struct account_sql_names *names,
			      const char *after);
/* The first name bytewise behind `after`, or NULL. */
const char *account_sql_names_behind(const struct account_sql_names *names,
				     const char *after);
