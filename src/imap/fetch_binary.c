/* SPDX-License-Identifier: MIT */
/*
 * Containers have no encoding of their own (RFC 2045 6.4) and come as they
 * are, whatever they say of themselves; so does the message as a whole.
 */
#include "imap/fetch_binary.h"

#include "base/auto.h"
#include "mime/mime_text.h"

static bool is_leaf(const struct mime_part_at *part)
{
	return !part->is_multipart && !part->is_message;
}

bool fetch_binary_is_known(const struct fetch_item *item, struct span parts)
{
	struct mime_part_at part;

	return item->depth == 0 ||
	       !mime_parts_find(parts, item->path, item->depth, &part) ||
	       !is_leaf(&part) || part.encoding != MIME_ENCODING_UNKNOWN;
}

bool fetch_binary_is_encoded(const struct mime_part_at *part)
{
	return is_leaf(part) && part->encoding != MIME_ENCODING_NONE;
}

/* The line ends of quoted-printable are line ends of the content, CRLF; an
 * LF that it encodes as =0A is a byte like any other. */
static void decode(struct buf *out, const struct mime_part_at *part,
		   struct span body)
{
	auto_buf struct buf lines;

	buf_init(&lines, out->cap);
	if (part->encoding == MIME_ENCODING_QP) {
		mime_text_add_crlf(&lines, body);
		body = buf_span(&lines);
	}
	mime_text_decode(out, body, (enum mime_encoding)part->encoding);
}

void fetch_binary_decode(struct buf *out, const struct mime_part_at *part,
			 struct span body)
{
	auto_buf struct buf content = { 0 };

	if (!part->is_text) {
		decode(out, part, body);
		return;
	}
	buf_init(&content, out->cap);
	decode(&content, part, body);
	mime_text_add_crlf(out, buf_span(&content));
}
