/* SPDX-License-Identifier: MIT */
/* SASLprep (RFC 4013): one spelling for what people type in two ways. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/span.h"

/* Appends the prepared text. false: no UTF-8, empty afterwards, too long, or
 * with characters that the profile forbids; *out is as long as before. */
MUST_CHECK bool crypto_prep(struct span text, struct buf *out);
