/* SPDX-License-Identifier: MIT */
/* Numbers from text, with a range; the only place that does so. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* Decimal digits only, no sign, no space; false if empty, malformed or outside
 * min..max. */
bool num_parse_u64(struct span s, uint64_t min, uint64_t max, uint64_t *out);
bool num_parse_u32(struct span s, uint32_t min, uint32_t max, uint32_t *out);
/* With an optional leading '-'. */
bool num_parse_i64(struct span s, int64_t *out);
/* Like num_parse_u64 but takes the leading digits of *s and moves behind. */
bool num_take_u64(struct span *s, uint64_t max, uint64_t *out);
/* Bytes: "100", "100B", "10K", "5M", "2G", "1T", in powers of 1024. */
bool num_parse_size(struct span s, uint64_t *out);
/* Hexadecimal digits only, at most 16. */
bool num_parse_hex(struct span s, uint64_t *out);
