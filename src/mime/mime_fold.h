/* SPDX-License-Identifier: MIT */
/* Unicode forms: i;unicode-casemap of RFC 5051, one character; NFC. */
#pragma once

#include "base/buf.h"

/* Appends code, not a control of UTF-8 itself, as titlecase and decomposed. */
void mime_fold_add(struct buf *out, uint32_t code);

/* Is the text UTF-8 in Unicode Normalization Form C (RFC 5198 3)? */
bool mime_fold_is_nfc(struct span text);
