/* SPDX-License-Identifier: MIT */
/*
 * Command lines out of bytes as they come.
 *
 * Pure: it takes from the front of *input and may stop at any byte; only a
 * line that comes in pieces is copied. The line is valid until the next call
 * and as long as the input is.
 */
#pragma once

#include "base/buf.h"

enum {
	LMTP_LINE_MAX = 8192
};

enum lmtp_line_step {
	LMTP_LINE_MORE, /* all input is used up, no line yet */
	LMTP_LINE_DONE,
	LMTP_LINE_TOO_LONG, /* it was passed over, through its line end */
};

enum lmtp_eol {
	LMTP_EOL_CRLF,
	LMTP_EOL_LF,
};

struct lmtp_line {
	struct buf partial;
	bool passing_over;
};

void lmtp_line_init(struct lmtp_line *l);
void lmtp_line_release(struct lmtp_line *l);
/* *out is without its line end, which *out_eol tells. */
enum lmtp_line_step lmtp_line_next(struct lmtp_line *l, struct span *input,
				   struct span *out, enum lmtp_eol *out_eol);
