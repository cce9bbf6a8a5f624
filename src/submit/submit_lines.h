/* SPDX-License-Identifier: MIT */
/*
 * A message as SMTP's DATA carries it (RFC 5321 2.3.8, 4.5.2): CRLF at the end
 * of each line, a further dot before each leading one. A CR that ends no line
 * becomes a space: some servers see a line end there, and then a dot behind
 * two of them ends the message. Pure.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"

struct submit_lines {
	bool behind_cr; /* one that is not written yet */
	bool in_line;
};

/* The next piece of the message, at most three bytes for one. */
void submit_lines_write(struct submit_lines *lines, struct span piece,
			struct buf *out);
/* The last line's end, and the dot. */
void submit_lines_end(struct submit_lines *lines, struct buf *out);

/* What a whole message is, told piece by piece; from all zero. */
struct submit_lines_kind {
	uint64_t size; /* for SIZE (RFC 1870 3): with CRLF, without dots */
	bool is_8bit;
	bool behind_cr; /* private */
};
void submit_lines_look(struct submit_lines_kind *kind, struct span piece);
