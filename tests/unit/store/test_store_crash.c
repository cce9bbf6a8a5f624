/* SPDX-License-Identifier: MIT */
/* Many processes on one user, some of them killed. */
#include "fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"

enum {
	PROCESSES = 4,
	EACH = 40,
	ROUNDS = 6
};

/* In a child: its own handle; each UID that was acknowledged goes into the
 * pipe. */
static void append_many(struct fixture *f, int out, unsigned count)
{
	struct store_append options = { .internaldate = INT64_MIN };
	struct store_user *user;
	struct err err = { 0 };

	index_forget_all();
	if (!store_user_open(&f->account, &f->settings, &user, &err))
		_exit(1);
	for (unsigned i = 0; i < count; i++) {
		struct store_appended a;

		if (fixture_append_bytes(user, i % 3 ? "INBOX" : "A",
					 SPAN("Subject: s\r\n\r\nx\r\n"),
					 &options, &a) != ERR_NONE)
			_exit(2);
		if (i % 3 && write(out, &a.uid, sizeof(a.uid)) < 0)
			_exit(3);
	}
	_exit(0);
}

static pid_t start(struct fixture *f, int out, unsigned count)
{
	pid_t pid = fork();

	if (pid == 0)
		append_many(f, out, count);
	return pid;
}

/* Every UID in the pipe, none twice, is a message of INBOX. */
static unsigned check_acknowledged(struct fixture *f, int in)
{
	struct store_box *box = fixture_open(f, "INBOX");
	struct ranges seen;
	unsigned count = 0;
	uint32_t uid;

	ranges_init(&seen);
	while (read(in, &uid, sizeof(uid)) == sizeof(uid)) {
		assert_false(ranges_has(&seen, uid));
		assert_true(ranges_has(&box->uids, uid));
		ranges_add(&seen, uid);
		count++;
	}
	ranges_release(&seen);
	store_box_close(&box);
	return count;
}

static void test_store_crash__many_at_once_count_right(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	pid_t pid[PROCESSES];
	int pipes[2];

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_int_equal(pipe(pipes), 0);
	for (int i = 0; i < PROCESSES; i++)
		pid[i] = start(f, pipes[1], EACH);
	for (int i = 0; i < PROCESSES; i++) {
		int status;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_int_equal(status, 0);
	}
	close(pipes[1]);
	assert_int_equal(check_acknowledged(f, pipes[0]) +
				 fixture_status(f, "A").messages,
			 PROCESSES * EACH);
	close(pipes[0]);
	fixture_check_usage(f);
}

static void test_store_crash__killed_ones_lose_nothing(void **state)
{
	struct fixture *f = *state;
	struct store_status before, after;
	struct err err = { 0 };
	int pipes[2];

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_int_equal(pipe(pipes), 0);
	for (int round = 0; round < ROUNDS; round++) {
		pid_t a = start(f, pipes[1], 1000);
		pid_t b = start(f, pipes[1], 1000);

		usleep(30000 + 17000 * (unsigned)round);
		kill(a, SIGKILL);
		usleep(3000);
		kill(b, SIGKILL);
		assert_int_equal(waitpid(a, NULL, 0), a);
		assert_int_equal(waitpid(b, NULL, 0), b);
	}
	close(pipes[1]);
	check_acknowledged(f, pipes[0]);
	close(pipes[0]);
	before = fixture_status(f, "INBOX");
	/* What the last one killed left in a folder counts once that folder
	 * is looked at. */
	fixture_status(f, "A");
	assert_int_equal(before.messages, fixture_count(f, "new"));
	fixture_check_usage(f);
	/* And the files alone tell the same. */
	fixture_lose_index(f);
	after = fixture_status(f, "INBOX");
	assert_int_equal(after.uidvalidity, before.uidvalidity);
	assert_int_equal(after.messages, before.messages);
	assert_true(after.uidnext >= before.uidnext);
	fixture_check_usage(f);
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_crash__many_at_once_count_right),
		T(test_store_crash__killed_ones_lose_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
