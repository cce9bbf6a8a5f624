/* SPDX-License-Identifier: MIT */
/* Folders with all that is below them. No symbolic link is followed. */
#pragma once

#include "base/check.h"
#include "base/err.h"

/* The entry `name` of the folder dir, a file too. */
MUST_CHECK bool adm_tree_remove(int dir, const char *name, struct err *err);
/* Copies the folder `from` to `to`, which must not exist, with modes and times,
 * and flushes it to the disk. Sockets and the like stay behind; a file with
 * several names becomes several. What was made is left behind by an error. */
MUST_CHECK bool adm_tree_copy(const char *from, const char *to,
			      struct err *err);
