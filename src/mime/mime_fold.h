/* SPDX-License-Identifier: MIT */
/* i;unicode-casemap of RFC 5051, one character. */
#pragma once

#include "base/buf.h"

/* Appends code, not a control of UTF-8 itself, as titlecase and decomposed. */
void mime_fold_add(struct buf *out, uint32_t code);
