/* SPDX-License-Identifier: MIT */
/* Reading new/ and cur/: names only, no file is opened. */
#pragma once

#include <stdbool.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "maildir/md_time.h"

/* Calls `each` for every message name; names are valid during the call. A file
 * that is renamed meanwhile may be seen twice or not at all. */
MUST_CHECK bool md_scan(int dir_fd, void (*each)(void *arg, struct span name),
			void *arg, struct err *err);

/* Unlinks files in tmp/ that were not touched for 36 hours. */
void md_scan_clean_tmp(int tmp_fd);
/* How many it would unlink. */
unsigned md_scan_count_tmp(int tmp_fd);
