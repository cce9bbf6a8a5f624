/* SPDX-License-Identifier: MIT */
#include "base/num.h"

#include "base/hex.h"

bool num_take_u64(struct span *s, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;
	size_t at = 0;

	for (; at < s->len && s->ptr[at] >= '0' && s->ptr[at] <= '9'; at++) {
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(s->ptr[at] - '0'), &n))
			return false;
	}
	if (at == 0 || n > max)
		return false;
	*s = span_from(*s, at);
	*out = n;
	return true;
}

bool num_parse_u64(struct span s, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t n;

	if (!num_take_u64(&s, max, &n) || s.len || n < min)
		return false;
	*out = n;
	return true;
}

bool num_parse_u32(struct span s, uint32_t min, uint32_t max, uint32_t *out)
{
	uint64_t n;

	if (!num_parse_u64(s, min, max, &n))
		return false;
	*out = (uint32_t)n;
	return true;
}

bool num_parse_i64(struct span s, int64_t *out)
{
	bool negative = s.len && s.ptr[0] == '-';
	uint64_t n;

	if (!num_parse_u64(span_from(s, negative), 0, INT64_MAX, &n))
		return false;
	*out = negative ? -(int64_t)n : (int64_t)n;
	return true;
}

/* The shift of a unit; false: there is none of that name. */
static bool find_unit(struct span unit, unsigned *out)
{
	static const char units[] = "bkmgt";

	*out = 0;
	for (unsigned i = 0; i < sizeof(units) - 1 && unit.len == 1; i++) {
		if (span_lower(unit.ptr[0]) != units[i])
			continue;
		*out = 10 * i;
		return true;
	}
	return unit.len == 0;
}

bool num_parse_size(struct span s, uint64_t *out)
{
	unsigned shift;
	uint64_t n;

	if (!num_take_u64(&s, UINT64_MAX, &n) || !find_unit(s, &shift) ||
	    n << shift >> shift != n)
		return false;
	*out = n << shift;
	return true;
}

bool num_parse_hex(struct span s, uint64_t *out)
{
	uint64_t n = 0;

	if (s.len == 0 || s.len > 16)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int digit = hex_digit(s.ptr[i]);

		if (digit < 0)
			return false;
		n = n << 4 | (uint64_t)digit;
	}
	*out = n;
	return true;
}
