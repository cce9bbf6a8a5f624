/* SPDX-License-Identifier: MIT */
/*
 * Counters in memory that all programs of the server share, for `fumikura
 * stats`; and the same counts of this process alone, for a session's last log
 * line.
 *
 * Master makes the file, its children map it and add to it: one relaxed atomic
 * addition, no lock, from any thread. They may add and not read. A program that
 * was taken over can spoil the numbers and nothing else: nobody decides by
 * them, and the file is root's, so nobody else can cut it short.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum stats_counter {
#define COUNTER(name, doc) STATS_##name,
#define GAUGE(name, doc)   STATS_##name,
#include "stats/counters.def"
#undef COUNTER
#undef GAUGE
	STATS_COUNTERS
};

/* Works also before stats_attach, and where there is no server. */
void stats_add(enum stats_counter counter, uint64_t n);
/* Master only, of a GAUGE. */
void stats_set(enum stats_counter gauge, uint64_t value);
/* What this process has added, with what its parent had when it forked. */
uint64_t stats_own(enum stats_counter counter);

/* stats_own begins with that: of a session, what its earlier processes did. */
void stats_resume(enum stats_counter counter, uint64_t value);
/* What this process has added is 0 again: it goes on for somebody else. */
void stats_forget_own(void);

/* What others add is shared from now on. false: the file is not of this
 * version; counting stays private. The fd stays the caller's. */
bool stats_attach(int fd);
