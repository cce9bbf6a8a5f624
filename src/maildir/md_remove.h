/* SPDX-License-Identifier: MIT */
/* Removing a directory with all that is in it. */
#pragma once

#include "base/check.h"
#include "base/err.h"

/* Follows no symbolic link. What is gone already is no error; ERR_LIMIT when
 * directories nest too deeply. */
MUST_CHECK bool md_remove_tree(int parent_fd, const char *name,
			       struct err *err);
