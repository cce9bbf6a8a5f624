/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/clock.h"
#include "maildir/md_scan.h"
#include "root_fixture.h"

static int open_sub(const char *root, const char *sub)
{
	auto_free char *path = x_printf("%s/%s", root, sub);
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

static void count_name(void *arg, struct span name)
{
	unsigned *count = arg;

	assert_true(span_starts(name, SPAN("1.")));
	(*count)++;
}

static void test_md_scan__every_message_name_is_seen(void **state)
{
	auto_fd int cur = open_sub(*state, "cur");
	unsigned count = 0;
	struct err err;
	char name[32];

	for (unsigned i = 0; i < 2000; i++) {
		snprintf(name, sizeof(name), "1.%u.h:2,S", i);
		touch(cur, name);
	}
	touch(cur, ".hidden");
	assert_int_equal(mkdirat(cur, "folder", 0700), 0);
	assert_true(md_scan(cur, count_name, &count, &err));
	assert_int_equal(count, 2000);
	/* and again on the same fd */
	assert_true(md_scan(cur, count_name, &count, &err));
	assert_int_equal(count, 4000);
	assert_false(md_scan(-1, count_name, &count, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

static void test_md_scan__only_old_files_leave_tmp(void **state)
{
	const struct timespec old[2] = { { .tv_sec = 1000000 },
					 { .tv_sec = 1000000 } };
	auto_fd int tmp = open_sub(*state, "tmp");

	touch(tmp, "1.fresh");
	touch(tmp, "1.old");
	assert_int_equal(utimensat(tmp, "1.old", old, 0), 0);
	/* Its inode was touched just now. */
	md_scan_clean_tmp(tmp);
	assert_int_equal(faccessat(tmp, "1.old", F_OK, 0), 0);
	clock_fix_us(clock_now_us() + 37 * 3600 * INT64_C(1000000));
	touch(tmp, "1.fresh");
	md_scan_clean_tmp(tmp);
	clock_fix_us(-1);
	assert_int_not_equal(faccessat(tmp, "1.old", F_OK, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROOT_TEST(test_md_scan__every_message_name_is_seen),
		ROOT_TEST(test_md_scan__only_old_files_leave_tmp),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
