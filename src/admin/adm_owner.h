/* SPDX-License-Identifier: MIT */
/*
 * Who the files of a user belong to, and whether the server may use them.
 *
 * Root does not trust what lies in the mail: no symbolic link is followed, a
 * file is changed by the descriptor that was looked at, and one with several
 * names is never given away.
 */
#pragma once

#include <sys/types.h>

#include "base/check.h"
#include "base/err.h"

struct adm_owner {
	uid_t uid; /* whose they should be */
	gid_t gid;
	const char *trusted; /* folder that only its owner could exchange */
	bool repair;
	void (*wrong)(void *arg, const char *what);
	void (*mended)(void *arg, const char *what);
	void *arg;
	unsigned told; /* private */
};

/* Looks at the folder of that path and all below it. None is no error. */
MUST_CHECK bool adm_owner_check(struct adm_owner *owner, const char *path,
				struct err *err);
