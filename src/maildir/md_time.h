/* SPDX-License-Identifier: MIT */
/* The times of new/ and cur/, which tell whether to read them again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"

struct md_time {
	int64_t mtime_ns;
	int64_t ctime_ns;
	/* Now lies so near to ctime, or before it, that a later change may
	 * have the same time. Never set where the kernel (6.13) and the file
	 * system have multigrain timestamps. */
	bool racy;
};

/* dir_fd: of new/ or cur/. */
MUST_CHECK bool md_time_of(int dir_fd, struct md_time *out, struct err *err);
/* The same without opening it, or with path "" of at_fd, where only equal times
 * matter: racy as far as the clock tells. ERR_NOTFOUND. */
MUST_CHECK bool md_time_at(int at_fd, const char *path, struct md_time *out,
			   struct err *err);
/* The clock was set back: a change made now has an earlier time, so that a
 * racy one hides nothing until the clock comes to it. */
bool md_time_is_ahead(int64_t ctime_ns);
