/* SPDX-License-Identifier: MIT */
/* Parts without their transfer encoding (RFC 3516, RFC 9051 6.4.5). Pure. */
#pragma once

#include "base/buf.h"
#include "imap/fetch_parse.h"
#include "mime/mime_summary.h"

/* Can the part that a BINARY item asks for be decoded (or is there none)? If
 * not, the command is to fail with UNKNOWN-CTE. */
bool fetch_binary_is_known(const struct fetch_item *item, struct span parts);
/* Is the part encoded, so that fetch_binary_decode has work to do? */
bool fetch_binary_is_encoded(const struct mime_part_at *part);
/* Appends the decoded body; text with CRLF line ends. */
void fetch_binary_decode(struct buf *out, const struct mime_part_at *part,
			 struct span body);
