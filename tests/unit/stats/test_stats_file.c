/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "stats/stats_file.h"

static char dir[] = "/tmp/fumikura-stats-XXXXXX";
static char path[100];

static int make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/stats", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static void test_stats_file__is_zero_and_readable_by_all(void **state)
{
	struct stats_snapshot snapshot;
	struct stat st;
	struct err err;
	int fd;

	(void)state;
	umask(077);
	assert_true(stats_file_make(dir, &fd, &err));
	close(fd);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_true(stats_file_read(dir, &snapshot, &err));
	for (size_t i = 0; i < STATS_COUNTERS; i++)
		assert_int_equal(snapshot.value[i], 0);
	assert_true(snapshot.since_us <= clock_now_us());
}

static void test_stats_file__a_new_one_takes_the_place_of_the_old(void **state)
{
	struct stat before, after;
	struct err err;
	int fd;

	(void)state;
	assert_int_equal(stat(path, &before), 0);
	assert_true(stats_file_make(dir, &fd, &err));
	assert_int_equal(fstat(fd, &after), 0);
	assert_int_not_equal(before.st_ino, after.st_ino);
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	close(fd);
}

static void test_stats_file__of_another_version_is_not_read(void **state)
{
	struct stats_snapshot snapshot;
	struct err err;
	int fd;

	(void)state;
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, "x", 1, 8), 1); /* the sum of names */
	assert_false(stats_file_read(dir, &snapshot, &err));
	assert_int_equal(err.kind, ERR_STATE);
	assert_int_equal(ftruncate(fd, 10), 0);
	assert_false(stats_file_read(dir, &snapshot, &err));
	assert_int_equal(err.kind, ERR_STATE);
	close(fd);
}

static void test_stats_file__none_and_no_place_for_one(void **state)
{
	struct stats_snapshot snapshot;
	struct err err;
	int fd;

	(void)state;
	assert_false(stats_file_read("/nonexistent", &snapshot, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_false(stats_file_make("/nonexistent", &fd, &err));
	assert_int_equal(err.kind, ERR_TEMP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_file__is_zero_and_readable_by_all),
		cmocka_unit_test(
			test_stats_file__a_new_one_takes_the_place_of_the_old),
		cmocka_unit_test(
			test_stats_file__of_another_version_is_not_read),
		cmocka_unit_test(test_stats_file__none_and_no_place_for_one),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
