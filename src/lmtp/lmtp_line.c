/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_line.h"

void lmtp_line_init(struct lmtp_line *l)
{
	/* Room for the line end too. */
	buf_init(&l->partial, LMTP_LINE_MAX + 2);
	l->passing_over = false;
}

void lmtp_line_release(struct lmtp_line *l)
{
	buf_release(&l->partial);
}

static struct span without_eol(struct span line, enum lmtp_eol *out_eol)
{
	line.len--;
	*out_eol = LMTP_EOL_LF;
	if (line.len && line.ptr[line.len - 1] == '\r') {
		line.len--;
		*out_eol = LMTP_EOL_CRLF;
	}
	return line;
}

enum lmtp_line_step lmtp_line_next(struct lmtp_line *l, struct span *input,
				   struct span *out, enum lmtp_eol *out_eol)
{
	size_t end = span_find_char(*input, '\n');
	bool whole = end < input->len;
	struct span piece = span_first(*input, whole ? end + 1 : end);

	*input = span_from(*input, piece.len);
	if (l->partial.len && l->partial.ptr[l->partial.len - 1] == '\n')
		buf_reset(&l->partial);
	if (!l->passing_over && (!whole || l->partial.len)) {
		buf_add(&l->partial, piece);
		l->passing_over = l->partial.full;
		piece = buf_span(&l->partial);
	}
	if (!whole)
		return LMTP_LINE_MORE;
	if (l->passing_over || piece.len > LMTP_LINE_MAX + 2) {
		buf_reset(&l->partial);
		l->passing_over = false;
		return LMTP_LINE_TOO_LONG;
	}
	*out = without_eol(piece, out_eol);
	return LMTP_LINE_DONE;
}
