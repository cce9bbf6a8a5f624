/* SPDX-License-Identifier: MIT */
/*
 * The lines of a header block. A line ends at LF; a CR before it belongs to
 * the line end. Every verb passes over its bytes once.
 */
#include "mime/mime_header.h"

#include <string.h>

#include "base/auto.h"
#include "mime/mime_word.h"

/* Length of the first line with its line end. */
static size_t line_length(struct span s)
{
	size_t at = span_find_char(s, '\n');

	return at < s.len ? at + 1 : at;
}

static bool is_empty_line(struct span line)
{
	return line.len && line.len <= 2 && line.ptr[line.len - 1] == '\n' &&
	       (line.len == 1 || line.ptr[0] == '\r');
}

static bool is_continuation(struct span s)
{
	return s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t');
}

static struct span without_line_end(struct span s)
{
	if (s.len && s.ptr[s.len - 1] == '\n')
		s.len--;
	if (s.len && s.ptr[s.len - 1] == '\r')
		s.len--;
	return s;
}

/* The name before the colon; RFC 5322 4.5 allows white space between. */
static bool take_name(struct span line, struct span *out, size_t *out_colon)
{
	size_t colon = span_find_char(line, ':');
	struct span name = span_first(line, colon);

	while (name.len && (name.ptr[name.len - 1] == ' ' ||
			    name.ptr[name.len - 1] == '\t'))
		name.len--;
	if (colon == line.len || name.len == 0)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c <= ' ' || c == 0x7f)
			return false;
	}
	*out = name;
	*out_colon = colon;
	return true;
}

/* Length of a field that begins with a line of `len` bytes. */
static size_t field_length(struct span header, size_t len)
{
	struct span rest = span_from(header, len);

	while (is_continuation(rest)) {
		len += line_length(rest);
		rest = span_from(header, len);
	}
	return len;
}

bool mime_header_next(struct span *header, struct mime_field *out)
{
	while (header->len) {
		size_t len = line_length(*header);
		struct span line = span_first(*header, len);
		size_t colon;

		if (is_empty_line(line))
			return false;
		if (!take_name(line, &out->name, &colon)) {
			*header = span_from(*header, len);
			continue;
		}
		len = field_length(*header, len);
		out->raw = span_first(*header, len);
		out->value = without_line_end(span_from(out->raw, colon + 1));
		*header = span_from(*header, len);
		return true;
	}
	return false;
}

bool mime_header_find(struct span header, struct span name,
		      struct mime_field *out)
{
	while (mime_header_next(&header, out))
		if (span_eq_nocase(out->name, name))
			return true;
	return false;
}

size_t mime_header_length(struct span message)
{
	size_t at = 0;

	while (at < message.len) {
		struct span rest = span_from(message, at);
		size_t len = line_length(rest);

		at += len;
		if (is_empty_line(span_first(rest, len)))
			break;
	}
	return at;
}

bool mime_header_is_closed(struct span header)
{
	return is_empty_line(header) || span_ends(header, SPAN("\n\n")) ||
	       span_ends(header, SPAN("\n\r\n"));
}

void mime_header_unfold(struct buf *out, struct span value)
{
	size_t from = out->len;
	bool first = true;
	struct span line;

	while (span_cut(&value, '\n', &line)) {
		if (value.ptr && line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		if (!first) {
			mime_header_fold_space(out, from);
			while (line.len && is_continuation(line))
				line = span_from(line, 1);
		}
		first = false;
		buf_add(out, line);
	}
}

void mime_header_fold_space(struct buf *out, size_t from)
{
	size_t len = out->len;

	while (len > from &&
	       (out->ptr[len - 1] == ' ' || out->ptr[len - 1] == '\t'))
		len--;
	buf_truncate(out, len);
	buf_add_char(out, ' ');
}

void mime_header_decode(struct buf *out, struct span value)
{
	auto_buf struct buf line;

	buf_init(&line, value.len);
	mime_header_unfold(&line, value);
	mime_word_decode(out, span_trim(buf_span(&line)));
}
