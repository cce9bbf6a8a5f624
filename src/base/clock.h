/* SPDX-License-Identifier: MIT */
/* The time, from one place, so that a test can fix it. */
#pragma once

#include <stdint.h>

/* Microseconds since 1970-01-01 UTC. */
int64_t clock_now_us(void);
/* Seconds since 1970-01-01 UTC. */
int64_t clock_now(void);
/* Milliseconds of a clock that never jumps; for time-outs. */
int64_t clock_mono_ms(void);
/* Microseconds of processor time that this thread has used. */
int64_t clock_cpu_us(void);
/* Minutes that local time is ahead of UTC then; 0 if nobody knows. */
int32_t clock_zone(int64_t utc);
/* For tests: fixes clock_now* at us; a negative value frees it again. */
void clock_fix_us(int64_t us);
