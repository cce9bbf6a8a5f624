/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/wait.h>
#include <unistd.h>

#include "lmtp/lmtp_crowd.h"

static void test_lmtp_crowd__only_a_part_is_for_the_untrusted(void **state)
{
	struct lmtp_crowd crowd;
	struct err err;
	size_t place[8];

	(void)state;
	assert_true(lmtp_crowd_open(&crowd, 8, &err));
	for (int i = 0; i < 8; i++)
		place[i] = lmtp_crowd_take(&crowd);
	assert_true(lmtp_crowd_enter(&crowd, place[3]));
	assert_true(lmtp_crowd_enter(&crowd, place[7]));
	assert_false(lmtp_crowd_enter(&crowd, place[0]));
	assert_false(lmtp_crowd_enter(&crowd, place[0]));
	lmtp_crowd_leave(&crowd, place[3]);
	assert_true(lmtp_crowd_enter(&crowd, place[0]));
	lmtp_crowd_close(&crowd);
}

static void test_lmtp_crowd__the_idle_are_counted(void **state)
{
	struct lmtp_crowd crowd;
	struct err err;
	size_t a, b, c;

	(void)state;
	assert_true(lmtp_crowd_open(&crowd, 4, &err));
	assert_int_equal(lmtp_crowd_idle(&crowd), 0);
	a = lmtp_crowd_take(&crowd);
	b = lmtp_crowd_take(&crowd);
	c = lmtp_crowd_take(&crowd);
	assert_int_equal(lmtp_crowd_idle(&crowd), 3);
	assert_int_equal(lmtp_crowd_idle_low(&crowd), 0);
	assert_int_equal(lmtp_crowd_idle_low(&crowd), 3);
	assert_int_equal(lmtp_crowd_busy(&crowd, a), 2);
	assert_int_equal(lmtp_crowd_busy(&crowd, b), 1);
	lmtp_crowd_rest(&crowd, a);
	assert_int_equal(lmtp_crowd_idle(&crowd), 2);
	/* A short rush shows, once. */
	assert_int_equal(lmtp_crowd_idle_low(&crowd), 1);
	assert_int_equal(lmtp_crowd_idle_low(&crowd), 2);
	/* Who is gone is neither busy nor idle. */
	lmtp_crowd_free(&crowd, b);
	lmtp_crowd_free(&crowd, c);
	assert_int_equal(lmtp_crowd_idle(&crowd), 1);
	assert_int_equal(lmtp_crowd_idle_low(&crowd), 1);
	b = lmtp_crowd_take(&crowd);
	assert_int_equal(lmtp_crowd_idle(&crowd), 2);
	lmtp_crowd_close(&crowd);
}

static void test_lmtp_crowd__there_is_room_for_one_at_least(void **state)
{
	struct lmtp_crowd crowd;
	struct err err;

	(void)state;
	assert_true(lmtp_crowd_open(&crowd, 1, &err));
	assert_true(lmtp_crowd_enter(&crowd, lmtp_crowd_take(&crowd)));
	lmtp_crowd_close(&crowd);
}

static void test_lmtp_crowd__a_dead_worker_leaves_its_place(void **state)
{
	struct lmtp_crowd crowd;
	struct err err;
	size_t dead, other;
	pid_t pid;

	(void)state;
	assert_true(lmtp_crowd_open(&crowd, 2, &err));
	dead = lmtp_crowd_take(&crowd);
	other = lmtp_crowd_take(&crowd);
	pid = fork();
	if (pid == 0)
		_exit(!lmtp_crowd_enter(&crowd, dead));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(lmtp_crowd_enter(&crowd, other));
	lmtp_crowd_free(&crowd, dead);
	assert_true(lmtp_crowd_enter(&crowd, other));
	assert_int_equal(lmtp_crowd_take(&crowd), dead);
	lmtp_crowd_close(&crowd);
}

static void test_lmtp_crowd__a_user_has_so_many_at_once(void **state)
{
	struct lmtp_crowd crowd;
	struct err err;
	size_t place[4];

	(void)state;
	assert_true(lmtp_crowd_open(&crowd, 4, &err));
	for (int i = 0; i < 4; i++)
		place[i] = lmtp_crowd_take(&crowd);
	assert_true(lmtp_crowd_begin(&crowd, place[0], "a", 2));
	assert_true(lmtp_crowd_has_room(&crowd, "a", 2));
	assert_true(lmtp_crowd_begin(&crowd, place[1], "a", 2));
	assert_false(lmtp_crowd_has_room(&crowd, "a", 2));
	assert_true(lmtp_crowd_has_room(&crowd, "b", 2));
	assert_true(lmtp_crowd_has_room(&crowd, "a", 0));
	assert_false(lmtp_crowd_begin(&crowd, place[2], "a", 2));
	assert_true(lmtp_crowd_begin(&crowd, place[2], "b", 2));
	assert_true(lmtp_crowd_begin(&crowd, place[3], "a", 0));
	lmtp_crowd_end(&crowd, place[3]);
	lmtp_crowd_end(&crowd, place[0]);
	assert_true(lmtp_crowd_has_room(&crowd, "a", 2));
	/* a worker that died */
	assert_true(lmtp_crowd_begin(&crowd, place[0], "a", 2));
	lmtp_crowd_free(&crowd, place[1]);
	assert_true(lmtp_crowd_has_room(&crowd, "a", 2));
	lmtp_crowd_close(&crowd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_lmtp_crowd__only_a_part_is_for_the_untrusted),
		cmocka_unit_test(test_lmtp_crowd__the_idle_are_counted),
		cmocka_unit_test(
			test_lmtp_crowd__there_is_room_for_one_at_least),
		cmocka_unit_test(test_lmtp_crowd__a_user_has_so_many_at_once),
		cmocka_unit_test(
			test_lmtp_crowd__a_dead_worker_leaves_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
