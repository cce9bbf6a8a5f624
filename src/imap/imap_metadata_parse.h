/* SPDX-License-Identifier: MIT */
/* Arguments of GETMETADATA and SETMETADATA (RFC 5464 5). Pure. */
#pragma once

#include "imap/imap_command.h"
#include "store/store_metadata.h"

enum imap_metadata_depth {
	IMAP_METADATA_ITSELF,
	IMAP_METADATA_CHILDREN, /* and itself */
	IMAP_METADATA_ALL       /* below it */
};

/* What is asked of a mailbox. */
struct imap_metadata_ask {
	struct span *entry; /* in the arena */
	size_t count;
	enum imap_metadata_depth depth;
	uint64_t max_size; /* of a value; UINT64_MAX: any */
};

/* May an entry have that name? (RFC 5464 3.2) */
bool imap_metadata_parse_is_entry(struct span name);
bool imap_metadata_parse_is_private(struct span entry);

enum imap_metadata_parsed {
	IMAP_METADATA_PARSED,
	IMAP_METADATA_MALFORMED,
	IMAP_METADATA_TOO_MUCH, /* more than `max` entries */
};
/* Options, which may stand before the mailbox or behind it, with a space
 * before: "(MAXSIZE 10)". Takes nothing if there are none. */
bool imap_metadata_parse_options(struct span *rest,
				 struct imap_metadata_ask *out);
/* " <entries>", to the end of the command. */
enum imap_metadata_parsed
imap_metadata_parse_entries(struct span rest, size_t max, struct arena *arena,
			    struct imap_metadata_ask *out);
/* " (<entry> <value> …)", to the end of the command. */
enum imap_metadata_parsed
imap_metadata_parse_values(struct span rest, size_t max, struct arena *arena,
			   struct store_metadata **out, size_t *out_count);
