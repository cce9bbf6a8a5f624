/* SPDX-License-Identifier: MIT */
/*
 * A piece is so many bytes of the file, made CRLF; it never ends between a CR
 * and its LF, so that each piece can be converted for itself.
 *
 * IMAP has no NUL in a literal (RFC 3501 9, CHAR8). It goes out as 0x80, a
 * byte that stands out and keeps the size; only BINARY has it as it is.
 */
#include "imap/fetch_section.h"

#include <string.h>

#include "imap/fetch_binary.h"
#include "mime/mime_header.h"
#include "mime/mime_summary.h"
#include "mime/mime_text.h"

enum {
	PIECE = 64 * 1024
};

void fetch_section_init(struct fetch_section *section)
{
	*section = (struct fetch_section){ .exists = false };
	buf_init(&section->made, SIZE_MAX / 4);
}

void fetch_section_release(struct fetch_section *section)
{
	buf_release(&section->made);
}

/* ---- cutting ---- */

static bool names_field(const struct fetch_item *item, struct span name)
{
	for (unsigned i = 0; i < item->name_count; i++)
		if (span_eq_nocase(item->names[i], name))
			return true;
	return false;
}

void fetch_section_pick(struct buf *out, const struct fetch_item *item,
			struct span header)
{
	bool wanted = item->part == FETCH_PART_FIELDS;
	struct mime_field field;

	while (mime_header_next(&header, &field)) {
		if (names_field(item, field.name) != wanted)
			continue;
		mime_text_add_crlf(out, field.raw);
		/* The message may end within its header. */
		if (!span_ends(field.raw, SPAN("\n")))
			buf_add(out, SPAN("\r\n"));
	}
}

static struct span slice(struct span message, uint64_t at, uint64_t len)
{
	return span_first(span_from(message, at), len);
}

/* The section's header and body: of the message, or of a part. */
struct place {
	bool is_message; /* HEADER and TEXT have a meaning */
	struct span mime;
	struct span whole;
	struct span header;
	struct span text;
};

static void place_message(struct place *place, struct span message)
{
	size_t header = mime_header_length(message);

	*place = (struct place){
		.is_message = true,
		.whole = message,
		.header = span_first(message, header),
		.text = span_from(message, header),
	};
}

static void place_part(struct place *place, const struct mime_part_at *at,
		       struct span message)
{
	*place = (struct place){
		.is_message = at->is_message,
		.mime = slice(message, at->header_at, at->header_len),
		.whole = slice(message, at->body_at, at->body_len),
		.header = slice(message, at->inner_header_at,
				at->inner_header_len),
		.text = slice(message, at->inner_body_at, at->inner_body_len),
	};
}

static void cut_place(struct fetch_section *section,
		      const struct fetch_item *item, const struct place *place)
{
	section->exists = place->is_message;
	switch (item->part) {
	case FETCH_PART_WHOLE:
		section->exists = true;
		section->bytes = place->whole;
		break;
	case FETCH_PART_MIME:
		section->exists = true;
		section->bytes = place->mime;
		break;
	case FETCH_PART_HEADER:
		section->bytes = place->header;
		break;
	case FETCH_PART_TEXT:
		section->bytes = place->text;
		break;
	case FETCH_PART_FIELDS:
	case FETCH_PART_FIELDS_NOT:
		fetch_section_pick(&section->made, item, place->header);
		/* RFC 3501 6.4.5: the blank line, if there is one. */
		if (mime_header_is_closed(place->header))
			buf_add(&section->made, SPAN("\r\n"));
		section->bytes = buf_span(&section->made);
		break;
	}
}

static void decode(struct fetch_section *section,
		   const struct mime_part_at *part)
{
	fetch_binary_decode(&section->made, part, section->bytes);
	section->bytes = buf_span(&section->made);
	section->is_raw = true;
}

static void replace_nuls(struct buf *out)
{
	char *at = out->ptr;

	while ((at = memchr(at, '\0', (size_t)(out->ptr + out->len - at))))
		*at = (char)0x80;
}

void fetch_section_give(struct fetch_section *section)
{
	if (section->made.len)
		replace_nuls(&section->made);
	section->bytes = buf_span(&section->made);
	section->keeps_nul = false;
	section->is_raw = true;
}

/* A small one at once: its size is then known without another look at it. */
static void convert(struct fetch_section *section)
{
	if (section->bytes.ptr != section->made.ptr)
		mime_text_add_crlf(&section->made, section->bytes);
	fetch_section_give(section);
}

void fetch_section_cut(struct fetch_section *section,
		       const struct fetch_item *item, struct span message,
		       struct span parts)
{
	struct mime_part_at part = { 0 };
	struct place place;

	section->exists = false;
	section->is_raw = false;
	section->bytes = SPAN("");
	buf_reset(&section->made);
	if (item->depth == 0)
		place_message(&place, message);
	else if (mime_parts_find(parts, item->path, item->depth, &part))
		place_part(&place, &part, message);
	else
		return;
	cut_place(section, item, &place);
	section->keeps_nul = item->kind != FETCH_SECTION;
	if (section->keeps_nul && fetch_binary_is_encoded(&part))
		decode(section, &part);
	else if (!section->keeps_nul && section->bytes.len <= PIECE)
		convert(section);
}

bool fetch_section_has_nul(const struct fetch_section *section)
{
	return section->keeps_nul && section->bytes.len &&
	       memchr(section->bytes.ptr, '\0', section->bytes.len);
}

/* ---- giving out ---- */

uint64_t fetch_section_size(struct fetch_section *section,
			    const struct fetch_item *item)
{
	uint64_t size = section->is_raw ? section->bytes.len
					: mime_text_crlf_size(section->bytes);

	section->skip = 0;
	section->left = size;
	if (item->is_partial) {
		section->skip = item->offset < size ? item->offset : size;
		section->left = size - section->skip;
		if (section->left > item->length)
			section->left = item->length;
	}
	return section->left;
}

static struct span take_piece(struct fetch_section *section)
{
	struct span rest = section->bytes;
	struct span piece = span_first(rest, PIECE);

	if (piece.len < rest.len && rest.ptr[piece.len] == '\n' &&
	    rest.ptr[piece.len - 1] == '\r')
		piece.len++;
	section->bytes = span_from(rest, piece.len);
	return piece;
}

/* Bytes that are what they are to be. */
static bool next_raw(struct fetch_section *section, struct buf *out)
{
	struct span rest = span_from(section->bytes, section->skip);

	rest = span_first(span_first(rest, section->left), PIECE);
	buf_add(out, rest);
	section->skip += rest.len;
	section->left -= rest.len;
	return rest.len;
}

bool fetch_section_next(struct fetch_section *section, struct buf *out)
{
	buf_reset(out);
	if (section->is_raw)
		return next_raw(section, out);
	while (section->left && section->bytes.len) {
		struct span piece = take_piece(section);
		uint64_t size;

		if (section->skip) {
			size = mime_text_crlf_size(piece);
			if (size <= section->skip) {
				section->skip -= size;
				continue;
			}
		}
		mime_text_add_crlf(out, piece);
		buf_drop_front(out, section->skip);
		section->skip = 0;
		if (out->len > section->left)
			buf_truncate(out, section->left);
		section->left -= out->len;
		if (!section->keeps_nul)
			replace_nuls(out);
		return true;
	}
	return false;
}
