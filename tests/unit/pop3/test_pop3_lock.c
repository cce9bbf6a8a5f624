/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "pop3/pop3_lock.h"

static char dir[] = "/tmp/fumikura-pop3-XXXXXX";
static char file[sizeof(dir) + 32];

static int make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(file, sizeof(file), "%s/fumikura-pop3.lock", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	return rmdir(dir);
}

static enum pop3_lock_result take(bool session, uint64_t delay)
{
	const struct config config = { .pop3_lock_session = session,
				       .pop3_login_delay = delay };
	struct account account = { .user = "ann" };
	enum pop3_lock_result result;
	struct err err;
	int fd;

	snprintf(account.mail, sizeof(account.mail), "%s", dir);
	err_clear(&err);
	result = pop3_lock_take(&config, &account, &fd, &err);
	if (fd >= 0)
		close(fd);
	return result;
}

/* Writing to any file fails as on a full disk. */
static void fill_disk(bool full)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = full ? 0 : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_pop3_lock__a_delay_needs_no_room(void **state)
{
	const struct timespec past[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	fill_disk(true);
	assert_int_equal(take(false, 3600), POP3_LOCK_TAKEN);
	assert_int_equal(take(false, 3600), POP3_LOCK_TAKEN);
	fill_disk(false);
	assert_int_equal(take(false, 3600), POP3_LOCK_TAKEN);
	assert_int_equal(take(false, 3600), POP3_LOCK_TOO_SOON);
	/* What is there already can be noted. */
	assert_int_equal(utimensat(-1, file, past, 0), 0);
	fill_disk(true);
	assert_int_equal(take(false, 3600), POP3_LOCK_TAKEN);
	assert_int_equal(take(false, 3600), POP3_LOCK_TOO_SOON);
	fill_disk(false);
	assert_int_equal(unlink(file), 0);
}

static void test_pop3_lock__only_a_lock_needs_the_file(void **state)
{
	(void)state;
	assert_int_equal(mkdir(file, 0700), 0);
	assert_int_equal(take(false, 3600), POP3_LOCK_TAKEN);
	assert_int_equal(take(true, 3600), POP3_LOCK_FAILED);
	assert_int_equal(take(true, 0), POP3_LOCK_FAILED);
	assert_int_equal(rmdir(file), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pop3_lock__a_delay_needs_no_room),
		cmocka_unit_test(test_pop3_lock__only_a_lock_needs_the_file),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
