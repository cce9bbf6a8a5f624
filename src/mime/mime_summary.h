/* SPDX-License-Identifier: MIT */
/*
 * What is kept about a message so that nobody has to open its file again:
 * envelope, body structure, the header fields that clients ask for, and a
 * packed table of its parts. Built once, at delivery or on first need.
 *
 * Pure: bytes in, bytes out. Messages may have LF or CRLF line ends, mixed;
 * all sizes called v… count CRLF line ends, all offsets are of the bytes as
 * they are. Never fails: broken mail gives the best reading there is, and
 * beyond the limits the rest is text of the last part.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

struct mime_limits {
	uint32_t parts;
	uint32_t depth;
	uint64_t header_bytes;
};
extern const struct mime_limits mime_summary_limits;

struct mime_summary {
	struct buf envelope;  /* "(…)" of RFC 3501 7.4.2, as on the wire */
	struct buf structure; /* BODYSTRUCTURE value "(…)" */
	struct buf body;      /* BODY value, without extension data */
	struct buf headers;   /* kept fields, raw, CRLF line ends; see
			       * mime_summary_is_whole */
	struct buf table;     /* for mime_summary_pick */
	struct buf parts;     /* for mime_parts_find */
	struct buf order;     /* see mime_order.h */
	struct buf preview;   /* RFC 8970, an IMAP string */
	int64_t date;         /* Date: in UTC seconds, or INT64_MIN */
	int32_t date_zone;    /* minutes east of UTC */
	uint64_t size;
	uint64_t vsize;
};
void mime_summary_init(struct mime_summary *s);
void mime_summary_release(struct mime_summary *s);
void mime_summary_make(struct mime_summary *s, struct span message,
		       const struct mime_limits *limits);

/* The same, of a message whose beginning these bytes are: envelope, headers,
 * table, order and date only. false, and nothing is made, if the header does
 * not end in them or passes the limits: that takes the whole message. */
bool mime_summary_make_header(struct mime_summary *s, struct span bytes,
			      const struct mime_limits *limits);

/* Is this field among those kept in `headers`? Then its absence there means
 * that the message has none. */
bool mime_summary_keeps(struct span field_name);
/* The same; its number is below 64 and the same for ever. */
bool mime_summary_number(struct span field_name, unsigned *out);
/* Appends those of `headers` whose bits (1 << number) are wanted. false, and
 * nothing done, if the table is not that of these headers. */
bool mime_summary_pick(struct buf *out, struct span headers, struct span table,
		       uint64_t wanted);

/* false: the header is longer than limits.header_bytes or has no empty line
 * behind it, and nothing was kept: whoever wants a field must read the
 * message. */
bool mime_summary_is_whole(struct span headers);

/* One part, looked up in the packed table. */
struct mime_part_at {
	uint64_t header_at, header_len; /* up to and with the empty line */
	uint64_t body_at, body_len;
	uint64_t header_vlen, body_vlen;
	bool is_message; /* has a message in it: path.HEADER and .TEXT exist */
	/* of the message inside, if is_message */
	uint64_t inner_header_at, inner_header_len;
	uint64_t inner_body_at, inner_body_len;
	bool is_multipart;
	bool is_text;      /* mime_structure_is_readable */
	uint32_t encoding; /* enum mime_encoding */
	char charset[64];  /* "" if none */
};
enum mime_encoding {
	MIME_ENCODING_NONE, /* 7bit, 8bit, binary */
	MIME_ENCODING_QP,
	MIME_ENCODING_BASE64,
	MIME_ENCODING_UNKNOWN,
};
/* path: part numbers of RFC 3501 6.4.5 ("1.2" = {1,2}); depth 0 is the whole
 * message. A message that is not multipart has a part 1. false: no such
 * part, or a malformed table. */
bool mime_parts_find(struct span parts, const uint32_t *path, unsigned depth,
		     struct mime_part_at *out);
/* All parts in order, for searching: start with *cursor 0. */
bool mime_parts_next(struct span parts, size_t *cursor,
		     struct mime_part_at *out);
