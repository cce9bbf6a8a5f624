/* SPDX-License-Identifier: MIT */
/* auto_dir DIR *dir: closed at the end of its scope. */
#pragma once

#include <dirent.h>

static inline void md_dir_close(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

#define auto_dir __attribute__((cleanup(md_dir_close)))
