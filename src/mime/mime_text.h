/* SPDX-License-Identifier: MIT */
/* Bodies as text: transfer decoding, charset conversion, searching. Pure. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "mime/mime_summary.h"

/* Appends the decoded bytes (lenient: bad input is passed or skipped). */
void mime_text_decode(struct buf *out, struct span body,
		      enum mime_encoding encoding);
/* Appends text converted to UTF-8. Unknown charset: false, and bytes >= 0x80
 * become U+FFFD. charset "" is us-ascii with UTF-8 let through. */
bool mime_text_to_utf8(struct buf *out, struct span text, const char *charset);
/* Is text in that charset UTF-8 as it is (US-ASCII is)? */
bool mime_text_is_utf8(const char *charset);
/* Is the charset name one that mime_text_to_utf8 knows? */
bool mime_text_knows_charset(const char *charset);

/* Substring by i;unicode-casemap (RFC 5051); bytes that are no UTF-8 are
 * compared as they are. Prepare once per SEARCH key; hay is UTF-8. Folding may
 * make up to 18 characters of one. */
void mime_text_fold(struct buf *out, struct span text);
bool mime_text_contains(struct span hay, struct span folded_needle);

/* CRLF ⇄ as it is: appends `text` with every bare LF made CRLF. */
void mime_text_add_crlf(struct buf *out, struct span text);
/* Bytes that mime_text_add_crlf would make of it. */
uint64_t mime_text_crlf_size(struct span text);
