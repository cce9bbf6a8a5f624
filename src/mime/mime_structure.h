/* SPDX-License-Identifier: MIT */
/*
 * The tree of MIME parts of a message (RFC 2045, 2046), parsed in one pass
 * over its lines. Never fails. Private to this folder.
 *
 * A message part (message/rfc822, or message/global that is not encoded) has
 * one child, the message inside. A multipart has at
 * least one child: one without a usable boundary is a leaf with `broken` set,
 * and so is what lies beyond the limits; these are shown as text/plain.
 */
#pragma once

#include "base/arena.h"
#include "mime/mime_summary.h"

enum mime_kind {
	MIME_LEAF,
	MIME_MULTIPART,
	MIME_MESSAGE
};

/* Values as written, ptr NULL where the field is missing. */
struct mime_fields {
	struct span type;
	struct span encoding;
	struct span id;
	struct span description;
	struct span disposition;
	struct span language;
	struct span location;
	struct span md5;
};

/* A place in the message and what was counted up to it. */
struct mime_mark {
	uint64_t at;
	uint64_t bare; /* LFs without a CR */
	uint64_t lines;
};

struct mime_node {
	struct mime_node *parent;
	struct mime_node *first;
	struct mime_node *last;
	struct mime_node *next;
	enum mime_kind kind;
	bool broken;
	bool in_digest; /* RFC 2046 5.1.5: the default is message/rfc822 */
	uint32_t depth;
	uint64_t header_read; /* bytes of the header within the limits */
	struct mime_mark header;
	struct mime_mark body;
	struct mime_mark end;
	struct mime_fields fields;
	struct span type; /* of a usable Content-Type; else ptr NULL */
	struct span subtype;
	struct span params; /* what follows them */
	enum mime_encoding encoding;
};

struct mime_tree {
	struct mime_node *root;
	uint64_t vsize;
};
struct mime_tree mime_structure_parse(struct span message,
				      const struct mime_limits *limits,
				      struct arena *arena);
/* Is its content text, as RFC 2046 and the rules above have it? */
bool mime_structure_is_text(const struct mime_node *node);
/* Can its body be read and searched? Text, and reports like
 * message/delivery-status. */
bool mime_structure_is_readable(const struct mime_node *node);
/* The charset that it names; empty if none. */
struct span mime_structure_charset(const struct mime_node *node,
				   struct arena *arena);
/* The header as far as the limits let it be read. */
struct span mime_structure_header(const struct mime_node *node,
				  struct span message);
