/* SPDX-License-Identifier: MIT */
/* What libConfuse 3.3 does not do right with a text: it counts each comment as
 * three lines, so that line numbers are wrong, and takes the end of the file as
 * that of a section too. */
#pragma once

#include "base/buf.h"

/* Overwrites #…, //… and the inside of C comments with spaces, in place; line
 * ends and quoted text stay. */
void config_comment_blank(struct buf *text);
/* Of a text without comments: the line of the outermost '{' that is never
 * closed, or 0. */
unsigned config_comment_unclosed(const struct buf *text);
