/* SPDX-License-Identifier: MIT */
/*
 * What the records alone say of a search program, of several messages at once.
 * Pure.
 */
#pragma once

#include "store/store_priv.h"
#include "store/store_search.h"

/* What a criterion may ask for besides the record. */
struct store_filter {
	struct store_box *box;
	const struct store_keywords *keywords;
	int64_t now; /* for RFC 5032 */
};

/* A bit for each message of a store_ahead; the others do not match. */
struct store_filter_found {
	uint32_t yes;
	uint32_t unknown; /* kept fields or the file must be looked at */
};
struct store_filter_found store_filter_ahead(const struct store_filter *f,
					     const struct store_ahead *ahead,
					     const struct store_criterion *c);

/* Does the record decide this key, which is not AND, OR, NOT? If so: */
bool store_filter_decides(const struct store_message *message,
			  const struct store_criterion *c);
bool store_filter_has(const struct store_filter *f,
		      const struct store_message *message,
		      const struct store_criterion *c);
/* SENTBEFORE, SENTON, SENTSINCE, for a date that was found elsewhere; utc is
 * INT64_MIN if there is none. */
bool store_filter_is_sent(const struct store_criterion *c, int64_t utc,
			  int32_t zone);
