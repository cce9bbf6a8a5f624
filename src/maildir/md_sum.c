/* SPDX-License-Identifier: MIT */
#include "maildir/md_sum.h"

uint64_t md_sum(struct span bytes)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t at = 0; at < bytes.len; at++) {
		sum ^= (unsigned char)bytes.ptr[at];
		sum *= UINT64_C(0x100000001b3);
	}
	return sum;
}
