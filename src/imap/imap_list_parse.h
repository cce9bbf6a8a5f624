/* SPDX-License-Identifier: MIT */
/* What a LIST command asks for (RFC 3501 6.3.8, RFC 5258). Pure. */
#pragma once

#include "imap/imap_metadata_parse.h"
#include "imap/imap_status.h"

enum imap_list_options {
	IMAP_LIST_SUBSCRIBED = 1 << 0,
	IMAP_LIST_SPECIAL_USE = 1 << 1, /* RFC 6154 */
	IMAP_LIST_REMOTE = 1 << 2,      /* nothing is remote here */
	IMAP_LIST_RECURSIVE = 1 << 3,
	IMAP_LIST_CHILDREN = 1 << 4,
	IMAP_LIST_STATUS = 1 << 5,   /* RFC 5819 */
	IMAP_LIST_METADATA = 1 << 6, /* RFC 9590 */
	IMAP_LIST_MYRIGHTS = 1 << 7, /* RFC 8440 */
	/* Those that a mailbox may meet or not. */
	IMAP_LIST_CRITERIA = IMAP_LIST_SUBSCRIBED | IMAP_LIST_SPECIAL_USE,
};

struct imap_list_limits {
	size_t patterns; /* and metadata entries */
	size_t pattern_bytes;
};

struct imap_list_request {
	bool extended;    /* in one of the three ways of RFC 5258 1 */
	unsigned select;  /* enum imap_list_options */
	unsigned returns; /* likewise */
	struct span reference;
	struct span *pattern; /* in the arena */
	size_t pattern_count;
	struct imap_status_items status;
	struct imap_metadata_ask metadata;
};

enum imap_list_parsed {
	IMAP_LIST_PARSED,
	IMAP_LIST_MALFORMED,
	IMAP_LIST_TOO_MUCH, /* past one of the limits */
};
/* text: all that follows the verb. */
enum imap_list_parsed imap_list_parse(struct span text,
				      const struct imap_list_limits *limits,
				      struct arena *arena,
				      struct imap_list_request *out);
