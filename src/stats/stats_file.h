/* SPDX-License-Identifier: MIT */
/* The file of counters, RUN_DIR/stats: made by master, read by people. */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "stats/stats.h"

/* A new one, all zero, in the place of an old one, readable by all. The fd is
 * the caller's. ERR_TEMP. */
MUST_CHECK bool stats_file_make(const char *run_dir, int *out_fd,
				struct err *err);

struct stats_snapshot {
	int64_t since_us; /* when the server started */
	uint64_t value[STATS_COUNTERS];
};
/* ERR_NOTFOUND: there is none, the server has not run; ERR_STATE: it is of
 * another version; ERR_TEMP. */
MUST_CHECK bool stats_file_read(const char *run_dir, struct stats_snapshot *out,
				struct err *err);
