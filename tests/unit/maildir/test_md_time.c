/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/clock.h"
#include "maildir/md_time.h"
#include "root_fixture.h"

static int open_cur(const char *root)
{
	auto_free char *path = x_printf("%s/cur", root);
	int fd = open(path, O_RDONLY | O_DIRECTORY);

	assert_true(fd >= 0);
	return fd;
}

static void touch(int dir, const char *name)
{
	int fd = openat(dir, name, O_CREAT | O_WRONLY, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static void test_md_time__times_tell_of_a_change(void **state)
{
	auto_fd int cur = open_cur(*state);
	struct md_time before;
	struct md_time after;
	struct err err;

	assert_true(md_time_of(cur, &before, &err));
	touch(cur, "1.h");
	assert_true(md_time_of(cur, &after, &err));
	assert_true(before.racy || after.mtime_ns != before.mtime_ns);
	clock_fix_us(after.mtime_ns / 1000 + 1000000);
	assert_true(md_time_of(cur, &after, &err));
	assert_false(after.racy);
	clock_fix_us(-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(test_md_time__times_tell_of_a_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
