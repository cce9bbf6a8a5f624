/* SPDX-License-Identifier: MIT */
/* Arithmetic of limits: what still fits, which thresholds a change passes. */
#include "quota/quota.h"

typedef unsigned __int128 wide; /* nothing here overflows it */

static bool is_over(uint64_t limit, uint64_t usage, uint64_t more)
{
	return limit && (wide)usage + more > limit;
}

bool quota_would_exceed(const struct quota_limit *limit,
			const struct quota_amount *usage,
			const struct quota_amount *more)
{
	return is_over(limit->bytes, usage->bytes, more->bytes) ||
	       is_over(limit->messages, usage->messages, more->messages);
}

bool quota_would_exceed_grace(const struct quota_limit *limit,
			      const struct quota_grace *grace,
			      const struct quota_amount *usage,
			      const struct quota_amount *more)
{
	wide room = (wide)limit->bytes + grace->bytes +
		    (wide)limit->bytes * grace->percent / 100;

	if (is_over(limit->messages, usage->messages, more->messages))
		return true;
	if (!is_over(limit->bytes, usage->bytes, more->bytes))
		return false;
	return usage->bytes > limit->bytes ||
	       (wide)usage->bytes + more->bytes > room;
}

static bool reaches(uint64_t usage, uint64_t limit, uint32_t percent)
{
	return (wide)usage * 100 >= (wide)limit * percent;
}

bool quota_passes(const struct quota_threshold *threshold,
		  const struct quota_limit *limit,
		  const struct quota_amount *before,
		  const struct quota_amount *after)
{
	bool bytes = threshold->of == QUOTA_OF_BYTES;
	uint64_t all = bytes ? limit->bytes : limit->messages;
	bool was = reaches(bytes ? before->bytes : before->messages, all,
			   threshold->percent);
	bool is = reaches(bytes ? after->bytes : after->messages, all,
			  threshold->percent);

	return all && (threshold->falls ? was && !is : !was && is);
}

uint32_t quota_percent(uint64_t usage, uint64_t limit)
{
	wide percent = limit ? (wide)usage * 100 / limit : 0;

	return percent > UINT32_MAX ? UINT32_MAX : (uint32_t)percent;
}
