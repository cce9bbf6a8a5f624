/* SPDX-License-Identifier: MIT */
/* The check sum of records and blobs: finds damage, not attackers. */
#pragma once

#include <stdint.h>

#include "base/span.h"

/* The sum of bytes, going on from `start` (0, or the sum of bytes before). */
uint64_t index_sum(uint64_t start, struct span bytes);
/* Of a key and then a value, as index_sum twice; quick for the lengths of a
 * message record, because a scan does it for each. */
uint64_t index_sum_record(struct span key, struct span value);
/* The 32 bits of it that are stored. */
uint32_t index_sum_fold(uint64_t sum);
