/* SPDX-License-Identifier: MIT */
/* Programs where account_child_own looks for our own: beside the test. */
#pragma once

#include "sources.h"

static inline char *helper_path(const char *name)
{
	static char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) / 2);

	assert_true(len > 0);
	path[len] = '\0';
	snprintf(strrchr(path, '/') + 1, 64, "%s", name);
	return path;
}

static inline void helper_remove(const char *name)
{
	unlink(helper_path(name));
}

static inline void helper_put(const char *name, const char *script)
{
	helper_remove(name);
	test_write(helper_path(name), script);
	assert_int_equal(chmod(helper_path(name), 0700), 0);
}
