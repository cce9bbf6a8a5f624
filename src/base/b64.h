/* SPDX-License-Identifier: MIT */
/* Base64 of RFC 4648 section 4. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

/* Its six bits; -1: not of the alphabet. */
static inline int b64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Appends the encoding, padded, without line breaks. */
void b64_encode(struct buf *out, struct span in);
/* Appends the decoded bytes. Strict: false (out unchanged in length) on any
 * byte outside the alphabet or wrong padding. Empty decodes to empty. */
bool b64_decode(struct buf *out, struct span in);
