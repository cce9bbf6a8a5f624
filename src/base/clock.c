/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <time.h>

static int64_t fixed_us = -1;

int64_t clock_now_us(void)
{
	struct timespec ts;

	if (fixed_us >= 0)
		return fixed_us;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t clock_now(void)
{
	return clock_now_us() / 1000000;
}

int64_t clock_mono_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_cpu_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int32_t clock_zone(int64_t utc)
{
	time_t seconds = utc;
	struct tm tm;

	return localtime_r(&seconds, &tm) ? (int32_t)(tm.tm_gmtoff / 60) : 0;
}

void clock_fix_us(int64_t us)
{
	fixed_us = us;
}
