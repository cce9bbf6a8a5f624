/* SPDX-License-Identifier: MIT */
/*
 * Walls of files around a process (Landlock): it opens, makes, renames and
 * removes only what it was allowed before it went in, for good, and so do all
 * that it forks. What is open stays open. stat(2) and connecting to a unix
 * socket's path are not kept from it.
 *
 * As far as the kernel knows how: no TCP (6.7), no ioctl on devices that it
 * opens (6.10), no signals to processes outside and none of their abstract
 * sockets (6.12). A kernel before 5.19 can't let a process move files between
 * folders, as a delivery does; it counts as one that has no walls.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/err.h"

enum sandbox_files_what {
	SANDBOX_FILES_READ,
	SANDBOX_FILES_CHANGE, /* read, write, make, move and remove */
};

struct sandbox_files {
	int ruleset;
	uint64_t rights; /* that this kernel knows */
};

/* The kernel's version of Landlock; 0: no walls. */
int sandbox_files_version(void);
/* Will they keep signals from processes outside? */
bool sandbox_files_keep_signals(void);
/* ERR_STATE: no walls. */
MUST_CHECK bool sandbox_files_init(struct sandbox_files *out, struct err *err);
void sandbox_files_release(struct sandbox_files *files);
/* That file, or folder with all below it; fd may be an O_PATH one and stays
 * the caller's. */
MUST_CHECK bool sandbox_files_allow(struct sandbox_files *files, int fd,
				    enum sandbox_files_what what,
				    struct err *err);
/* From now on. No program that it starts gets new privileges. */
MUST_CHECK bool sandbox_files_enter(struct sandbox_files *files,
				    struct err *err);
