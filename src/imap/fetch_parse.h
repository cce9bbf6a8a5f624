/* SPDX-License-Identifier: MIT */
/* What a FETCH command asks of each message (RFC 3501 6.4.5). Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "imap/fetch_modifier.h"

enum fetch_limits {
	FETCH_ITEMS_MAX = 128,
	FETCH_NAMES_MAX = 256, /* of one HEADER.FIELDS */
	FETCH_PATH_MAX = 100,  /* part numbers of one section */
};

enum fetch_kind {
	FETCH_FLAGS,
	FETCH_UID,
	FETCH_MODSEQ, /* RFC 7162 */
	FETCH_INTERNALDATE,
	FETCH_SIZE,
	FETCH_SAVEDATE, /* RFC 8514 */
	FETCH_EMAILID,  /* RFC 8474 */
	FETCH_THREADID,
	FETCH_ENVELOPE,
	FETCH_BODY, /* without extension data */
	FETCH_BODYSTRUCTURE,
	FETCH_PREVIEW, /* RFC 8970 */
	FETCH_SECTION, /* BODY[…] and RFC822, .HEADER, .TEXT */
	FETCH_BINARY,  /* BINARY[…], a section decoded (RFC 3516) */
	FETCH_BINARY_SIZE,
};

enum fetch_part {
	FETCH_PART_WHOLE, /* BODY[], BODY[1] */
	FETCH_PART_HEADER,
	FETCH_PART_FIELDS,
	FETCH_PART_FIELDS_NOT,
	FETCH_PART_TEXT,
	FETCH_PART_MIME,
};

struct fetch_item {
	enum fetch_kind kind;
	bool is_lazy; /* of a preview */
	/* Of a section, decoded or not: */
	enum fetch_part part;
	const uint32_t *path;
	unsigned depth;
	const struct span *names; /* of FIELDS and FIELDS_NOT */
	unsigned name_count;
	bool is_kept;        /* only fields that mime_summary_keeps */
	uint64_t kept_names; /* then these, for mime_summary_pick */
	bool sets_seen;
	bool is_partial;
	uint64_t offset;   /* in octets with CRLF line ends */
	uint64_t length;   /* > 0 */
	struct span label; /* how the answer names it: "BODY[1]<0>" */
};

/* What of a message has to be known before it can be answered. */
enum fetch_needs {
	FETCH_NEEDS_RECORD, /* no kept field */
	FETCH_NEEDS_HEADER, /* what its header tells */
	FETCH_NEEDS_WHOLE,
};

struct fetch_request {
	const struct fetch_item *items; /* in the order asked for */
	unsigned count;
	bool sets_seen;
	bool has_flags;
	bool has_modseq;
	bool has_uid;
	enum fetch_needs needs;
	struct fetch_modifiers modifiers;
};

enum fetch_parsed {
	FETCH_PARSED,
	FETCH_MALFORMED,
	FETCH_TOO_MUCH, /* past one of the limits */
};
/* text is all that follows the sequence set and its space. with_uid: UID is
 * an item even if not asked for (UID FETCH). Everything lies in the arena or
 * in text. */
enum fetch_parsed fetch_parse(struct span text, bool with_uid,
			      struct arena *arena, struct fetch_request *out);
