/* SPDX-License-Identifier: MIT */
/* The lock of one user's small files, against other processes of ours. */
#pragma once

#include "base/check.h"
#include "base/err.h"

/* Waits up to ten seconds (then ERR_TEMP). Closing the fd unlocks. Not to be
 * taken twice by one thread. */
MUST_CHECK bool md_lock_take(const char *root, int *out_fd, struct err *err);
