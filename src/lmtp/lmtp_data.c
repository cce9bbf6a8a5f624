/* SPDX-License-Identifier: MIT */
/*
 * A piece runs as far as nothing has to be taken out. The only byte that is
 * ever held back is the CR of "." CR at the start of a line: when no LF
 * follows, it is given from a constant.
 */
#include "lmtp/lmtp_data.h"

#include <string.h>

void lmtp_data_init(struct lmtp_data *d, enum lmtp_eol eol)
{
	d->state = LMTP_DATA_START;
	d->eol = eol;
}

/* Where the line that goes on at `at` ends: behind its LF, or at in.len with
 * the state that holds there. */
static size_t line_end(struct lmtp_data *d, struct span in, size_t at)
{
	while (at < in.len) {
		size_t lf = at + span_find_char(span_from(in, at), '\n');
		bool behind_cr;

		if (lf == in.len)
			break;
		behind_cr = lf > at ? in.ptr[lf - 1] == '\r'
				    : d->state == LMTP_DATA_CR;
		d->state = LMTP_DATA_TEXT;
		at = lf + 1;
		if (d->eol == LMTP_EOL_LF || behind_cr) {
			d->state = LMTP_DATA_START;
			return at;
		}
	}
	if (at < in.len)
		d->state = in.ptr[in.len - 1] == '\r' ? LMTP_DATA_CR
						      : LMTP_DATA_TEXT;
	return in.len;
}

/* Content up to the next dot at the start of a line. */
static struct span take_text(struct lmtp_data *d, struct span *input)
{
	struct span piece;
	size_t at = 0;

	while (at < input->len &&
	       !(d->state == LMTP_DATA_START && input->ptr[at] == '.'))
		at = line_end(d, *input, at);
	piece = span_first(*input, at);
	*input = span_from(*input, at);
	return piece;
}

/* The byte behind the first dot of a line. */
static void after_dot(struct lmtp_data *d, struct span *input)
{
	char c = input->ptr[0];

	if (c == '\r') {
		d->state = LMTP_DATA_DOT_CR;
		*input = span_from(*input, 1);
	} else if (c == '\n' && d->eol == LMTP_EOL_LF) {
		d->state = LMTP_DATA_END;
		*input = span_from(*input, 1);
	} else {
		d->state = LMTP_DATA_TEXT;
	}
}

enum lmtp_data_step lmtp_data_next(struct lmtp_data *d, struct span *input,
				   struct span *out)
{
	while (d->state != LMTP_DATA_END && input->len) {
		if (d->state == LMTP_DATA_DOT) {
			after_dot(d, input);
		} else if (d->state == LMTP_DATA_DOT_CR) {
			if (input->ptr[0] != '\n') {
				d->state = LMTP_DATA_CR;
				*out = SPAN("\r");
				return LMTP_DATA_PIECE;
			}
			*input = span_from(*input, 1);
			d->state = LMTP_DATA_END;
		} else if (d->state == LMTP_DATA_START &&
			   input->ptr[0] == '.') {
			*input = span_from(*input, 1);
			d->state = LMTP_DATA_DOT;
		} else {
			*out = take_text(d, input);
			return LMTP_DATA_PIECE;
		}
	}
	return d->state == LMTP_DATA_END ? LMTP_DATA_DONE : LMTP_DATA_MORE;
}
