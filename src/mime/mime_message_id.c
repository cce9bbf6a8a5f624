/* SPDX-License-Identifier: MIT */
#include "mime/mime_message_id.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind the opening quote; *rest moves behind the closing one. */
static void take_quoted(struct span *rest, struct buf *out)
{
	size_t i = 0;

	for (; i < rest->len && rest->ptr[i] != '"'; i++) {
		if (rest->ptr[i] == '\\' && i + 1 < rest->len)
			i++;
		buf_add_char(out, rest->ptr[i]);
	}
	*rest = span_from(*rest, i + 1);
}

/* Behind the "<". false: it was none; *rest stands where to look on. */
static bool take_id(struct span *rest, struct buf *out)
{
	size_t left = 0; /* before the last "@" */

	buf_reset(out);
	while (rest->len && rest->ptr[0] != '<') {
		char c = rest->ptr[0];

		*rest = span_from(*rest, 1);
		if (c == '>')
			return left > 0 && out->len > left + 1;
		if (c == '"') {
			take_quoted(rest, out);
			continue;
		}
		if (c == '@')
			left = out->len;
		if (!is_space(c))
			buf_add_char(out, c);
	}
	return false;
}

bool mime_message_id_next(struct span *rest, struct buf *out)
{
	for (;;) {
		size_t at = span_find_char(*rest, '<');

		if (at == rest->len)
			return false;
		*rest = span_from(*rest, at + 1);
		if (take_id(rest, out))
			return true;
	}
}
