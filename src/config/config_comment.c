/* SPDX-License-Identifier: MIT */
#include "config/config_comment.h"

/* Index behind the quoted text that begins at `at`. */
static size_t skip_quoted(const struct buf *text, size_t at)
{
	char quote = text->ptr[at++];

	while (at < text->len && text->ptr[at] != quote)
		at += text->ptr[at] == '\\' ? 2 : 1;
	return at + 1;
}

static bool begins(const struct buf *text, size_t at, struct span mark)
{
	return span_starts(span_from(buf_span(text), at), mark);
}

static size_t blank_until(struct buf *text, size_t at, struct span end)
{
	while (at < text->len && !begins(text, at, end)) {
		if (text->ptr[at] != '\n')
			text->ptr[at] = ' ';
		at++;
	}
	return at;
}

static size_t blank_block(struct buf *text, size_t at)
{
	size_t end;

	text->ptr[at] = text->ptr[at + 1] = ' ';
	end = blank_until(text, at + 2, SPAN("*/"));
	if (end < text->len)
		text->ptr[end] = text->ptr[end + 1] = ' ';
	return end;
}

void config_comment_blank(struct buf *text)
{
	size_t at = 0;

	while (at < text->len) {
		if (text->ptr[at] == '"' || text->ptr[at] == '\'')
			at = skip_quoted(text, at);
		else if (text->ptr[at] == '#' || begins(text, at, SPAN("//")))
			at = blank_until(text, at, SPAN("\n"));
		else if (begins(text, at, SPAN("/*")))
			at = blank_block(text, at);
		else
			at++;
	}
}

unsigned config_comment_unclosed(const struct buf *text)
{
	unsigned line = 1, depth = 0, opened = 0;
	size_t at = 0;

	while (at < text->len) {
		char c = text->ptr[at];
		size_t next =
			c == '"' || c == '\'' ? skip_quoted(text, at) : at + 1;

		if (c == '{' && depth++ == 0)
			opened = line;
		else if (c == '}' && depth)
			depth--;
		for (; at < next && at < text->len; at++)
			line += text->ptr[at] == '\n';
	}
	return depth ? opened : 0;
}
