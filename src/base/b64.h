/* SPDX-License-Identifier: MIT */
/* Base64 of RFC 4648 section 4. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

/* Appends the encoding, padded, without line breaks. */
void b64_encode(struct buf *out, struct span in);
/* Appends the decoded bytes. Strict: false (out unchanged in length) on any
 * byte outside the alphabet or wrong padding. Empty decodes to empty. */
bool b64_decode(struct buf *out, struct span in);
