/* SPDX-License-Identifier: MIT */
#include "base/xtext.h"

#include "base/hex.h"

bool xtext_decode(struct span xtext, struct buf *out)
{
	buf_reset(out);
	if (!hex_unescape(out, xtext, '+'))
		return false;
	for (size_t i = 0; i < out->len; i++) {
		unsigned char c = (unsigned char)out->ptr[i];

		if (c < 32 || c == 127)
			return false;
	}
	return !out->full;
}
