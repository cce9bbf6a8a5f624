/* SPDX-License-Identifier: MIT */
/* The text that somebody sees of an HTML page. Pure. */
#pragma once

#include "base/buf.h"

/* Appends the text of html, which is UTF-8: without tags, comments, scripts,
 * styles and the head; character references decoded; a space where an element
 * ends a line or a cell. Reads every byte once, never fails, and stops where
 * out is full. */
void mime_html_text(struct buf *out, struct span html);
