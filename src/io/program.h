/* SPDX-License-Identifier: MIT */
/* Where our own programs are, and whether one of the admin's may be run. */
#pragma once

#include "base/check.h"
#include "base/err.h"

/* Path of the program of that name: beside the one that runs (as after a
 * build), or where make install puts it. NULL: it is at neither place. The
 * caller frees it. */
char *program_find(const char *name);
/*
 * True if folder/name is a plain file that can be executed, and it and the
 * folder are root's, or ours if we are not mail_user, and nobody else's to
 * write: only who may write the folder could exchange it until it is run.
 * ERR_NOTFOUND; the detail says why.
 */
MUST_CHECK bool program_check(const char *folder, const char *name,
			      const char *mail_user, struct err *err);
