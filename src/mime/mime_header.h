/* SPDX-License-Identifier: MIT */
/* RFC 5322 header fields, addresses, dates; RFC 2047 words. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

/* The next field of a header block (LF or CRLF). `raw` runs through the line
 * end, with continuation lines; name has no colon; value is not unfolded. A
 * line that is no field is skipped. false at the empty line or the end. */
struct mime_field {
	struct span name;
	struct span value;
	struct span raw;
};
bool mime_header_next(struct span *header, struct mime_field *out);
/* First field of that name. */
bool mime_header_find(struct span header, struct span name,
		      struct mime_field *out);
/* Length of the header with its empty line; message.len if there is none. */
size_t mime_header_length(struct span message);
/* Does a header end with an empty line? */
bool mime_header_is_closed(struct span header);

/* Appends value without folding (RFC 5322 2.2.3). Each fold becomes one space:
 * many writers put a tab or more where the text has but a space, and who
 * searches for two words does not know that there is a line end between. */
void mime_header_unfold(struct buf *out, struct span value);
/* The one space of a fold, for the white space that `out` ends with behind
 * `from`; the caller passes over what follows the line end. */
void mime_header_fold_space(struct buf *out, size_t from);
/* Unfolds and decodes RFC 2047 encoded words to UTF-8; an unknown charset is
 * read as UTF-8, bad bytes become U+FFFD. */
void mime_header_decode(struct buf *out, struct span value);

/* RFC 5322 date-time with the obsolete forms. out_zone in minutes east. A zone
 * that is none counts as UTC, a time that is none as midnight UTC (RFC 5256
 * 2.2); false without a day. */
bool mime_date_parse(struct span text, int64_t *out_utc, int32_t *out_zone);
/* "Sun, 22 Nov 2026 01:02:03 +0900" */
void mime_date_write(struct buf *out, int64_t utc, int32_t zone);

/* Addresses of a From/To/… field for searching: "name <local@domain>" with
 * words decoded, comma separated. */
void mime_address_text(struct buf *out, struct span value);
