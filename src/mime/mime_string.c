/* SPDX-License-Identifier: MIT */
#include "mime/mime_string.h"

#include <string.h>

#include "base/auto.h"
#include "mime/mime_header.h"

enum {
	QUOTED_MAX = 1000
};

static bool can_be_quoted(struct span text)
{
	unsigned char all = 0;

	if (text.len > QUOTED_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++)
		all |= (unsigned char)text.ptr[i];
	return all < 0x80 && span_find_char(text, '\r') == text.len &&
	       span_find_char(text, '\n') == text.len;
}

static void add_without_nul(struct buf *out, struct span text)
{
	size_t from = out->len;

	buf_add(out, text);
	if (span_find_char(text, '\0') == text.len)
		return;
	for (size_t i = from; i < out->len; i++)
		if (out->ptr[i] == '\0')
			out->ptr[i] = '?';
}

static void add_quoted(struct buf *out, struct span text)
{
	buf_add_char(out, '"');
	while (text.len) {
		size_t len = 0;

		while (len < text.len && text.ptr[len] != '"' &&
		       text.ptr[len] != '\\')
			len++;
		add_without_nul(out, span_first(text, len));
		text = span_from(text, len);
		if (text.len) {
			buf_add_char(out, '\\');
			buf_add(out, span_first(text, 1));
			text = span_from(text, 1);
		}
	}
	buf_add_char(out, '"');
}

void mime_string_add(struct buf *out, struct span text)
{
	if (can_be_quoted(text)) {
		add_quoted(out, text);
		return;
	}
	buf_add_char(out, '{');
	buf_add_u64(out, text.len);
	buf_add(out, SPAN("}\r\n"));
	add_without_nul(out, text);
}

void mime_string_add_or_nil(struct buf *out, struct span text)
{
	if (text.ptr)
		mime_string_add(out, text);
	else
		buf_add(out, SPAN("NIL"));
}

void mime_string_add_value(struct buf *out, struct span value)
{
	struct span text = span_trim(value);
	auto_buf struct buf line;

	buf_init(&line, value.len);
	if (span_find_char(text, '\n') < text.len) {
		mime_header_unfold(&line, text);
		text = buf_span(&line);
	}
	mime_string_add_or_nil(out, text);
}
