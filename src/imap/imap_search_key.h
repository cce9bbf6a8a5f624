/* SPDX-License-Identifier: MIT */
/* The words of a search program (RFC 9051 6.4.4), and what stands behind each.
 */
#pragma once

#include "store/store_search.h"

enum imap_search_shape {
	IMAP_SEARCH_PLAIN,  /* nothing follows */
	IMAP_SEARCH_FLAG,   /* nothing follows; `flag` holds the flags */
	IMAP_SEARCH_UNFLAG, /* the same, negated */
	IMAP_SEARCH_NEW,
	IMAP_SEARCH_OLD,
	IMAP_SEARCH_KEYWORD,
	IMAP_SEARCH_UNKEYWORD,
	IMAP_SEARCH_DATE,
	IMAP_SEARCH_NUMBER,
	IMAP_SEARCH_INTERVAL, /* RFC 5032: a number that is not zero */
	IMAP_SEARCH_MODSEQ,   /* RFC 7162 3.1.5 */
	IMAP_SEARCH_TEXT,
	IMAP_SEARCH_NAMED_TEXT, /* header of that name */
	IMAP_SEARCH_HEADER,
	IMAP_SEARCH_UID,
	IMAP_SEARCH_OBJECTID,
	IMAP_SEARCH_NOT,
	IMAP_SEARCH_OR,
};

struct imap_search_key {
	struct span name;
	enum imap_search_shape shape;
	enum store_key key;
	uint32_t flag;
};
/* NULL: no such key. */
const struct imap_search_key *imap_search_key_find(struct span word);
