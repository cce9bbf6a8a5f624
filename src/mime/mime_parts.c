/* SPDX-License-Identifier: MIT */
/*
 * The table: a format byte, then one record per part, depth first:
 *
 *   size      4 bytes, little endian: of the records inside this part
 *   flags     1 byte: kind (2 bits), text (1), encoding (2)
 *   numbers   varints: header_at, header_len, bare LFs in it, body_len, bare
 *             LFs in it
 *   charset   1 byte length, then the name
 *
 * The size lets a look-up pass over what lies inside a part it does not want.
 * The table comes from a file that may be damaged: each read is checked.
 */
#include "mime/mime_parts.h"

#include <string.h>

enum {
	FORMAT = 1,
	SIZE_BYTES = 4,
	FLAG_KIND = 3,
	FLAG_TEXT = 1 << 2,
	ENCODING_SHIFT = 3,
	CHARSET_MAX = sizeof(((struct mime_part_at *)0)->charset) - 1,
};

/* ---- writing ---- */

static void add_varint(struct buf *out, uint64_t n)
{
	while (n >= 0x80) {
		buf_add_char(out, (char)(n | 0x80));
		n >>= 7;
	}
	buf_add_char(out, (char)n);
}

static void put_size(char *to, size_t size)
{
	for (unsigned i = 0; i < SIZE_BYTES; i++)
		to[i] = (char)(size >> (8 * i));
}

static struct span charset_of(const struct mime_node *node, struct arena *arena)
{
	struct span charset = mime_structure_charset(node, arena);

	return charset.len <= CHARSET_MAX ? charset : SPAN("");
}

static void add_record(struct buf *out, const struct mime_node *node,
		       struct arena *arena)
{
	unsigned flags = (unsigned)node->kind | (unsigned)node->encoding
							<< ENCODING_SHIFT;
	struct span charset = charset_of(node, arena);

	if (mime_structure_is_readable(node))
		flags |= FLAG_TEXT;
	buf_add_char(out, (char)flags);
	add_varint(out, node->header.at);
	add_varint(out, node->body.at - node->header.at);
	add_varint(out, node->body.bare - node->header.bare);
	add_varint(out, node->end.at - node->body.at);
	add_varint(out, node->end.bare - node->body.bare);
	buf_add_char(out, (char)charset.len);
	buf_add(out, charset);
}

static void add_node(struct buf *out, const struct mime_node *node,
		     struct arena *arena)
{
	size_t size_at = out->len;
	size_t inside_at;

	buf_add(out, SPAN("\0\0\0\0"));
	add_record(out, node, arena);
	inside_at = out->len;
	for (const struct mime_node *n = node->first; n; n = n->next)
		add_node(out, n, arena);
	if (!out->full)
		put_size(out->ptr + size_at, out->len - inside_at);
}

void mime_parts_pack(struct buf *out, const struct mime_node *root,
		     struct arena *arena)
{
	buf_add_char(out, FORMAT);
	add_node(out, root, arena);
}

/* ---- reading ---- */

static bool take_varint(struct span *s, uint64_t *out)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < s->len && i < 9; i++) {
		n |= (uint64_t)(s->ptr[i] & 0x7f) << (7 * i);
		if (!(s->ptr[i] & 0x80)) {
			*out = n;
			*s = span_from(*s, i + 1);
			return true;
		}
	}
	return false;
}

static bool take_bytes(struct span *s, size_t n, struct span *out)
{
	if (s->len < n)
		return false;
	*out = span_first(*s, n);
	*s = span_from(*s, n);
	return true;
}

static bool take_size(struct span *s, size_t *out)
{
	struct span bytes;

	if (!take_bytes(s, SIZE_BYTES, &bytes))
		return false;
	*out = 0;
	for (unsigned i = 0; i < SIZE_BYTES; i++)
		*out |= (size_t)(unsigned char)bytes.ptr[i] << (8 * i);
	return true;
}

struct record {
	enum mime_kind kind;
	struct mime_part_at part;
	struct span inside; /* records of the parts in it */
};

static bool take_charset(struct span *s, struct mime_part_at *part)
{
	struct span len, name;

	if (!take_bytes(s, 1, &len) ||
	    (unsigned char)len.ptr[0] > CHARSET_MAX ||
	    !take_bytes(s, (unsigned char)len.ptr[0], &name))
		return false;
	if (name.len)
		memcpy(part->charset, name.ptr, name.len);
	return true;
}

static bool take_numbers(struct span *s, struct mime_part_at *part)
{
	uint64_t header_bare, body_bare;

	if (!take_varint(s, &part->header_at) ||
	    !take_varint(s, &part->header_len) ||
	    !take_varint(s, &header_bare) || !take_varint(s, &part->body_len) ||
	    !take_varint(s, &body_bare))
		return false;
	part->body_at = part->header_at + part->header_len;
	part->header_vlen = part->header_len + header_bare;
	part->body_vlen = part->body_len + body_bare;
	return true;
}

/* Takes the record at the front; *s is then behind what is inside it. */
static bool take_record(struct span *s, struct record *out)
{
	struct span rest = *s;
	struct span flags;
	size_t size;

	*out = (struct record){ 0 };
	if (!take_size(&rest, &size) || !take_bytes(&rest, 1, &flags) ||
	    !take_numbers(&rest, &out->part) ||
	    !take_charset(&rest, &out->part) ||
	    !take_bytes(&rest, size, &out->inside))
		return false;
	if ((flags.ptr[0] & FLAG_KIND) > MIME_MESSAGE)
		return false;
	out->kind = (enum mime_kind)(flags.ptr[0] & FLAG_KIND);
	out->part.is_multipart = out->kind == MIME_MULTIPART;
	out->part.is_message = out->kind == MIME_MESSAGE;
	out->part.is_text = flags.ptr[0] & FLAG_TEXT;
	out->part.encoding = (uint32_t)flags.ptr[0] >> ENCODING_SHIFT & 3;
	*s = rest;
	return true;
}

/* The n-th record among siblings. */
static bool take_nth(struct span siblings, uint32_t n, struct record *out)
{
	if (n == 0)
		return false;
	while (take_record(&siblings, out))
		if (--n == 0)
			return true;
	return false;
}

static bool fill_inner(struct record *record)
{
	struct mime_part_at *part = &record->part;
	struct record inner;

	if (!part->is_message)
		return true;
	if (!take_nth(record->inside, 1, &inner))
		return false;
	part->inner_header_at = inner.part.header_at;
	part->inner_header_len = inner.part.header_len;
	part->inner_body_at = inner.part.body_at;
	part->inner_body_len = inner.part.body_len;
	return true;
}

static bool check_format(struct span *parts)
{
	struct span format;

	return take_bytes(parts, 1, &format) && format.ptr[0] == FORMAT;
}

bool mime_parts_find(struct span parts, const uint32_t *path, unsigned depth,
		     struct mime_part_at *out)
{
	bool is_whole_message = true; /* of the record, not one of its parts */
	struct record record;

	if (!check_format(&parts) || !take_record(&parts, &record))
		return false;
	for (unsigned i = 0; i < depth; i++) {
		/* RFC 3501 6.4.5: numbers behind a message/rfc822 part are
		 * those of the message inside. */
		if (!is_whole_message && record.kind == MIME_MESSAGE) {
			if (!take_nth(record.inside, 1, &record))
				return false;
			is_whole_message = true;
		}
		if (record.kind == MIME_MULTIPART) {
			if (!take_nth(record.inside, path[i], &record))
				return false;
		} else if (!is_whole_message || path[i] != 1) {
			return false;
		}
		is_whole_message = false;
	}
	if (!fill_inner(&record))
		return false;
	*out = record.part;
	return true;
}

bool mime_parts_next(struct span parts, size_t *cursor,
		     struct mime_part_at *out)
{
	struct span rest = parts;
	struct record record;

	if (*cursor == 0 && check_format(&rest))
		*cursor = 1;
	if (*cursor == 0)
		return false;
	rest = span_from(parts, *cursor);
	if (!take_record(&rest, &record) || !fill_inner(&record))
		return false;
	*cursor = (size_t)(record.inside.ptr - parts.ptr);
	*out = record.part;
	return true;
}
