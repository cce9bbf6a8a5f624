/* SPDX-License-Identifier: MIT */
/* The check sum of records and blobs: finds damage, not attackers. */
#pragma once

#include <stdint.h>

#include "base/span.h"

/* The sum of bytes, going on from `start` (0, or the sum of bytes before). */
uint64_t index_sum(uint64_t start, struct span bytes);
/* The 32 bits of it that are stored. */
static inline uint32_t index_sum_fold(uint64_t sum)
{
	return (uint32_t)(sum * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

/* The folded sum of a message record: of its key and then its value, as
 * index_sum twice. Quick, because a scan does it for each. */
enum {
	INDEX_SUM_KEY = 9,
	INDEX_SUM_VALUE = 72
};
uint32_t index_sum_message(const char key[INDEX_SUM_KEY],
			   const char value[INDEX_SUM_VALUE]);
