/* SPDX-License-Identifier: MIT */
/*
 * The `mark` file: which boot, file system session and files an environment
 * belongs to. One with another mark, or none, may have seen a power cut (its
 * pages are not synced) and must not be opened.
 *
 * It needs no fsync: whatever a power cut leaves of it names another boot. All
 * calls are made under the folder's lock.
 */
#pragma once

#include <stdbool.h>

#include "base/check.h"
#include "base/err.h"

/* Reads what tells the boot, for this process and those that it forks. */
void index_mark_prepare(void);
/* False: the environment env (with its lock file) in dir is not to be opened;
 * *out_reason is a word for the log. False with err set: nobody could look. */
MUST_CHECK bool index_mark_is_right(int dir, const char *env, const char *lock,
				    const char **out_reason, struct err *err);
MUST_CHECK bool index_mark_write(int dir, const char *env, const char *lock,
				 struct err *err);
void index_mark_remove(const char *dir);
