/* SPDX-License-Identifier: MIT */
/* Is a mailto URI one that notify may use (RFC 6068, RFC 5436 2)? Private to
 * this folder. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Appends text with all but unreserved characters as %XX (RFC 3986 2.1). */
void sieve_mailto_encode(struct span text, struct buf *out);
/* What is wrong with it; NULL: nothing. It has to name recipients, which are
 * counted: those of to, cc and bcc, too. */
const char *sieve_mailto_complaint(struct span uri, uint32_t *out_recipients);
