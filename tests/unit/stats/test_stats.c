/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stats/stats_file.h"

static char dir[] = "/tmp/fumikura-stats-XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char path[100];

	(void)state;
	snprintf(path, sizeof(path), "%s/stats", dir);
	unlink(path);
	return rmdir(dir);
}

static uint64_t shared_value(enum stats_counter counter)
{
	struct stats_snapshot snapshot;
	struct err err;

	assert_true(stats_file_read(dir, &snapshot, &err));
	return snapshot.value[counter];
}

static void test_stats__counts_alone_before_it_is_attached(void **state)
{
	(void)state;
	stats_add(STATS_imap_commands, 3);
	stats_set(STATS_sessions_open, 7);
	assert_int_equal(stats_own(STATS_imap_commands), 3);
}

static void *add_many(void *unused)
{
	for (int i = 0; i < 100000; i++)
		stats_add(STATS_auth_hashes, 1);
	return unused;
}

static void test_stats__processes_and_threads_add_up(void **state)
{
	pthread_t thread[2];
	struct err err;
	int fd, status;
	pid_t pid;

	(void)state;
	assert_true(stats_file_make(dir, &fd, &err));
	assert_true(stats_attach(fd));
	close(fd);
	pid = fork();
	if (pid == 0) {
		add_many(NULL);
		_exit(stats_own(STATS_auth_hashes) == 100000 ? 0 : 1);
	}
	for (int i = 0; i < 2; i++)
		assert_int_equal(
			pthread_create(&thread[i], NULL, add_many, NULL), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(stats_own(STATS_auth_hashes), 200000);
	assert_int_equal(shared_value(STATS_auth_hashes), 300000);
	/* What was counted before is not in it. */
	assert_int_equal(shared_value(STATS_imap_commands), 0);
}

static void test_stats__a_gauge_is_what_was_set_last(void **state)
{
	(void)state;
	stats_set(STATS_sessions_open, 9);
	stats_set(STATS_sessions_open, 4);
	assert_int_equal(shared_value(STATS_sessions_open), 4);
}

static void test_stats__what_is_no_such_file_is_left_alone(void **state)
{
	FILE *file = tmpfile();
	static const char junk[8192];

	(void)state;
	assert_non_null(file);
	assert_false(stats_attach(fileno(file)));
	assert_int_equal(fwrite(junk, 1, sizeof(junk), file), sizeof(junk));
	fflush(file);
	assert_false(stats_attach(fileno(file)));
	assert_int_equal(
		ftruncate(fileno(file), 24 + 8 * (off_t)STATS_COUNTERS), 0);
	assert_false(stats_attach(fileno(file)));
	fclose(file);
	assert_false(stats_attach(-1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_stats__counts_alone_before_it_is_attached),
		cmocka_unit_test(test_stats__processes_and_threads_add_up),
		cmocka_unit_test(test_stats__a_gauge_is_what_was_set_last),
		cmocka_unit_test(
			test_stats__what_is_no_such_file_is_left_alone),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
