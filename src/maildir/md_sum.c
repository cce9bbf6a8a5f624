/* SPDX-License-Identifier: MIT */
#include "maildir/md_sum.h"

#include "base/hash.h"

uint64_t md_sum(struct span bytes)
{
	return hash_add(HASH_START, bytes);
}
