/* SPDX-License-Identifier: MIT */
/*
 * One message against a search program, in three values: what would need a
 * file is MATCH_UNKNOWN as long as none is given.
 */
#pragma once

#include "store/store_filter.h"

enum match {
	MATCH_NO,
	MATCH_YES,
	MATCH_UNKNOWN
};

/* What is at hand about a message. */
struct match_message {
	const struct store_filter *filter;
	const struct store_message *message;
	struct store_read *read;           /* for kept fields, or NULL */
	const struct store_file *file;     /* or NULL */
	const struct store_parsed *parsed; /* of file, or NULL */
	struct span parts;                 /* of file, packed; or ptr NULL */
	struct err
		*err; /* for what can't be read; large to have anew each time */
	struct buf *work; /* for decoding */
	struct buf *work2;
	struct buf *work3;
};
enum match store_match(const struct match_message *m,
		       const struct store_criterion *c);
