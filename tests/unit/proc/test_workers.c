/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc/workers.h"

/* With an end that leads nowhere. */
static struct worker worker_of(pid_t pid, uint32_t session)
{
	return (struct worker){ .pid = pid, .id = session, .next = dup(0) };
}

static int tear_down(void **state)
{
	struct workers *workers = *state;

	while (workers->count)
		workers_remove(workers, &workers->worker[0]);
	assert_int_equal(workers->idle, 0);
	assert_int_equal(workers->kicks, 0);
	workers_release(workers);
	return 0;
}

static int set_up(void **state)
{
	static struct workers workers;

	for (int i = 1; i <= 100; i++) {
		struct worker worker = worker_of(1000 + i, (uint32_t)i);

		workers_add(&workers, &worker);
	}
	*state = &workers;
	return 0;
}

static void test_workers__who_was_removed_is_not_found(void **state)
{
	struct workers *workers = *state;

	workers_remove(workers, workers_find(workers, 1001));
	assert_null(workers_find(workers, 1001));
	for (int i = 2; i <= 100; i++)
		assert_int_equal(workers_find(workers, 1000 + i)->id, i);
}

static void test_workers__the_one_that_waits_is_found(void **state)
{
	struct workers *workers = *state;
	struct worker *worker = workers_find(workers, 1050);

	assert_null(workers_find_idle(workers));
	workers_set_idle(workers, worker, true);
	assert_ptr_equal(workers_find_idle(workers), worker);
	workers_set_idle(workers, worker, false);
	assert_null(workers_find_idle(workers));
}

static void test_workers__who_was_let_go_waits_for_none(void **state)
{
	struct workers *workers = *state;
	struct worker *before = workers_find(workers, 1050);
	struct worker *after = workers_find(workers, 1060);

	workers_let_go(workers, before);
	workers_set_idle(workers, before, true);
	workers_set_idle(workers, after, true);
	workers_let_go(workers, after);
	assert_null(workers_find_idle(workers));
	assert_int_equal(workers->idle, 0);
}

static void test_workers__a_kick_kills_who_does_not_end(void **state)
{
	struct workers *workers = *state;
	struct worker *worker;
	struct worker own;
	pid_t pid;
	int status;

	signal(SIGUSR1, SIG_IGN);
	pid = fork();
	while (pid == 0)
		pause();
	own = worker_of(pid, 7000);
	workers_add(workers, &own);
	worker = workers_find(workers, pid);
	assert_int_equal(workers_due_ms(workers, -1), -1);
	worker->parked = true;
	workers_kick(workers, 7000, 0);
	worker->parked = false;
	worker->idle = true;
	workers_kick(workers, 7000, 0);
	worker->idle = false;
	assert_int_equal(workers_due_ms(workers, 5), 5);
	workers_kick(workers, 7000, 60000);
	workers_kick(workers, 7000, 0);
	assert_int_equal(workers_due_ms(workers, -1), 0);
	workers_kill_late(workers);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
	assert_int_equal(workers_due_ms(workers, -1), -1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_workers__who_was_removed_is_not_found),
		TEST(test_workers__the_one_that_waits_is_found),
		TEST(test_workers__who_was_let_go_waits_for_none),
		TEST(test_workers__a_kick_kills_who_does_not_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
