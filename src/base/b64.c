/* SPDX-License-Identifier: MIT */
#include "base/b64.h"

#include <stdint.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void b64_encode(struct buf *out, struct span in)
{
	for (size_t i = 0; i < in.len; i += 3) {
		uint32_t n = 0;
		char quad[4];

		for (size_t j = 0; j < 3; j++)
			n = n << 8 |
			    (i + j < in.len ? (unsigned char)in.ptr[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			quad[j] = i + j > in.len
					  ? '='
					  : alphabet[n >> (18 - 6 * j) & 63];
		buf_add(out, span_make(quad, 4));
	}
}

static size_t padding_of(struct span in)
{
	if (in.len >= 2 && in.ptr[in.len - 2] == '=' &&
	    in.ptr[in.len - 1] == '=')
		return 2;
	return in.len >= 1 && in.ptr[in.len - 1] == '=';
}

bool b64_decode(struct buf *out, struct span in)
{
	size_t before = out->len;
	size_t padding = padding_of(in);

	if (in.len % 4 != 0)
		return false;
	for (size_t i = 0; i < in.len; i += 4) {
		bool last = i + 4 == in.len;
		size_t keep = last ? 3 - padding : 3;
		uint32_t n = 0;
		char triple[3];

		for (size_t j = 0; j < 4; j++) {
			int digit = b64_digit(in.ptr[i + j]);

			if (last && j >= 4 - padding)
				digit = 0;
			if (digit < 0) {
				buf_truncate(out, before);
				return false;
			}
			n = n << 6 | (uint32_t)digit;
		}
		triple[0] = (char)(n >> 16);
		triple[1] = (char)(n >> 8);
		triple[2] = (char)n;
		buf_add(out, span_make(triple, keep));
	}
	return true;
}
