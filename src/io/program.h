/* SPDX-License-Identifier: MIT */
/* Where our own programs are. */
#pragma once

/* Path of the program of that name: beside the one that runs (as after a
 * build), or where make install puts it. NULL: it is at neither place. The
 * caller frees it. */
char *program_find(const char *name);
