/* SPDX-License-Identifier: MIT */
/* A fresh Maildir for each test, removed after it: cmocka set-up and
 * tear-down; *state is its path. */
#pragma once

#include <fcntl.h>
#include <stdlib.h>

#include "base/x.h"
#include "maildir/md_folder.h"
#include "maildir/md_remove.h"

static inline int root_make(void **state)
{
	char path[] = "maildir-test.XXXXXX";
	struct err err;

	if (!mkdtemp(path))
		return -1;
	*state = x_strdup(path);
	return md_folder_make(path, SPAN(""), &err) ? 0 : -1;
}

static inline int root_remove(void **state)
{
	struct err err;
	bool done = md_remove_tree(AT_FDCWD, *state, &err);

	free(*state);
	return done ? 0 : -1;
}

#define ROOT_TEST(test)                                                        \
	cmocka_unit_test_setup_teardown(test, root_make, root_remove)
