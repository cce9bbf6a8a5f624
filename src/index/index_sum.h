/* SPDX-License-Identifier: MIT */
/* The check sum of records and blobs: finds damage, not attackers. */
#pragma once

#include <stdint.h>

#include "base/span.h"

/* The sum of bytes, going on from `start` (0, or the sum of bytes before). */
uint64_t index_sum(uint64_t start, struct span bytes);
/* The 32 bits of it that are stored. */
uint32_t index_sum_fold(uint64_t sum);
