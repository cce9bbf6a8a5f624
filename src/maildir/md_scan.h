/* SPDX-License-Identifier: MIT */
/* Reading new/ and cur/: names and directory times; no file is opened. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

struct md_time {
	int64_t mtime_ns;
	int64_t ctime_ns;
	/* Now lies so near to mtime that a later change may have the same
	 * time. Never set on kernels with multigrain timestamps (6.13). */
	bool racy;
};

/* dir_fd: of new/ or cur/. */
MUST_CHECK bool md_time_of(int dir_fd, struct md_time *out, struct err *err);

/* Calls `each` for every message name; names are valid during the call. */
MUST_CHECK bool md_scan(int dir_fd, void (*each)(void *arg, struct span name),
			void *arg, struct err *err);

/* Unlinks files in tmp/ that were not touched for 36 hours. */
void md_scan_clean_tmp(int tmp_fd);
