/* SPDX-License-Identifier: MIT */
/* The file of counters. A new version of the server may have others: then the
 * sum of their names differs, and nobody takes one for another. */
#pragma once

#include "stats/stats.h"

enum {
	STATS_MAGIC = 0x53544b46, /* "FKTS" */
};

struct stats_layout {
	uint32_t magic;
	uint32_t count;   /* of counters */
	uint64_t names;   /* stats_layout_names() */
	int64_t since_us; /* clock_now_us of its making */
	uint64_t value[STATS_COUNTERS];
};

/* A sum of all names in their order. */
uint64_t stats_layout_names(void);
/* Is it the file of this version? */
bool stats_layout_fits(const struct stats_layout *layout);
