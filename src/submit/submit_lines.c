/* SPDX-License-Identifier: MIT */
#include "submit/submit_lines.h"

static void write_char(struct submit_lines *lines, char c, struct buf *out)
{
	if (c == '.' && !lines->in_line)
		buf_add_char(out, '.');
	lines->in_line = true;
	buf_add_char(out, c);
}

static void end_line(struct submit_lines *lines, struct buf *out)
{
	buf_add_str(out, "\r\n");
	*lines = (struct submit_lines){ 0 };
}

void submit_lines_write(struct submit_lines *lines, struct span piece,
			struct buf *out)
{
	for (size_t i = 0; i < piece.len; i++) {
		char c = piece.ptr[i];

		if (c == '\n') {
			end_line(lines, out);
			continue;
		}
		if (lines->behind_cr)
			write_char(lines, ' ', out);
		lines->behind_cr = c == '\r';
		if (c != '\r')
			write_char(lines, c, out);
	}
}

void submit_lines_end(struct submit_lines *lines, struct buf *out)
{
	if (lines->in_line || lines->behind_cr)
		end_line(lines, out);
	buf_add_str(out, ".\r\n");
}

void submit_lines_look(struct submit_lines_kind *kind, struct span piece)
{
	for (size_t i = 0; i < piece.len; i++) {
		unsigned char c = (unsigned char)piece.ptr[i];

		kind->size += c == '\n' && !kind->behind_cr ? 2 : 1;
		kind->behind_cr = c == '\r';
		kind->is_8bit |= c > 127;
	}
}
