/* SPDX-License-Identifier: MIT */
/*
 * A message as its MIME parts, depth first, for body tests (RFC 5173) and the
 * mime family (RFC 5703). Pure; never fails, see mime/mime_structure.h.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "mime/mime_summary.h"

/* Spans point into the message. */
struct sieve_entity {
	struct span header;        /* with its empty line */
	struct span body;          /* as it is, with all parts in it */
	struct span type, subtype; /* "text", "plain" if it says nothing */
	struct span charset;       /* of text; may be empty */
	enum mime_encoding encoding;
	bool is_multipart;
	bool is_message; /* message/rfc822: the next part is inside */
	struct span prologue, epilogue; /* around the parts of a multipart */
	size_t end;                     /* number behind its last descendant */
};

struct sieve_parts {
	struct sieve_entity *at; /* the first is the message itself */
	size_t count;
};
void sieve_parts_read(struct sieve_parts *out, struct span message,
		      struct arena *arena);

/* Has it the type "text/plain", "text", or any at all ("")? What begins or
 * ends with a slash or has two is no type (RFC 5173 5.2). */
bool sieve_parts_is_type(const struct sieve_entity *part, struct span wanted);
/* Appends the content of a part that holds no others: transfer encoding off,
 * text in UTF-8. */
void sieve_parts_decode(const struct sieve_entity *part, struct buf *out);
/* Are its transfer encoding and charset known ones? */
bool sieve_parts_is_known(const struct sieve_entity *part);
/* Appends what a reader sees: text, HTML without its mark-up; nothing of other
 * types. */
void sieve_parts_text(const struct sieve_entity *part, struct buf *out);
