/* SPDX-License-Identifier: MIT */
/* Many processes on one user, some of them killed. */
#include "fixture.h"

#include <signal.h>
#include <stdio.h>
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

/* ---- what names cannot carry ---- */

enum {
	LETTERS = 26,
	CARRIED = 40,
	MOVES = 25
};

/* Message n is n letters longer than the first; all have keyword 27. */
static void append_with_keyword(struct fixture *f)
{
	char name[LETTERS + 1][16];
	struct span names[LETTERS + 1];
	struct store_append options = {
		.internaldate = INT64_MIN,
		.keywords = names,
	};
	char text[CARRIED + 64];
	struct store_appended a;

	for (int i = 0; i <= LETTERS; i++) {
		snprintf(name[i], sizeof(name[i]), "k%d", i);
		names[i] = span_of(name[i]);
	}
	for (int n = 0; n < CARRIED; n++) {
		options.keywords = n ? names + LETTERS : names;
		options.keyword_count = n ? 1 : LETTERS + 1;
		snprintf(text, sizeof(text), "Subject: s\r\n\r\n%.*s\r\n", n,
			 "0123456789012345678901234567890123456789");
		assert_int_equal(fixture_append_bytes(f->user, "INBOX",
						      span_of(text), &options,
						      &a),
				 ERR_NONE);
	}
}

/* In a child, where an assertion would go on with the next test. */
static void move_all(struct store_user *user, const char *from, const char *to)
{
	struct store_copied copied;
	struct store_box *box;
	struct err err = { 0 };

	store_copy_init(&copied);
	if (!store_box_open(user, span_of(from), STORE_READ_WRITE, &box,
			    &err) ||
	    !store_copy(box, &box->uids, span_of(to), STORE_MOVE, &copied,
			&err)) {
		fprintf(stderr, "move %s: %s\n", from, err_log_text(&err));
		_exit(3);
	}
	store_copy_release(&copied);
	store_box_close(&box);
}

/* A byte into the pipe once they are under way. */
static void move_for_ever(struct fixture *f, int out)
{
	struct err err = { 0 };

	index_forget_all();
	if (!store_user_open(&f->account, &f->settings, &f->user, &err))
		_exit(1);
	for (bool first = true;; first = false) {
		move_all(f->user, "INBOX", "A");
		move_all(f->user, "A", "INBOX");
		if (first && write(out, "", 1) != 1)
			_exit(2);
	}
}

/* Killed while it moves; that many microseconds after its first round. */
static void move_and_kill(struct fixture *f, unsigned after)
{
	int pipes[2], status;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0)
		move_for_ever(f, pipes[1]);
	/* So that there is an end to what is read if the child dies first. */
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	close(pipes[0]);
	usleep(after);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static uint64_t bit_of_beyond(struct store_box *box)
{
	auto_arena struct arena arena;
	struct store_keywords list;
	struct err err = { 0 };
	char name[16];

	arena_init(&arena);
	assert_true(store_keywords(box, &arena, &list, &err));
	snprintf(name, sizeof(name), "k%d", LETTERS);
	for (unsigned i = 0; i < list.count; i++)
		if (span_eq(list.name[i], span_of(name)))
			return 1ull << i;
	return 0;
}

/* Which of them are there with their keyword, by length. One that is in both
 * places may lack it in the new one. */
static void look_for_keyword(struct fixture *f, const char *mailbox,
			     uint64_t least, bool seen[CARRIED])
{
	struct store_box *box = fixture_open(f, mailbox);
	uint64_t bit = bit_of_beyond(box);
	struct store_message m;

	for (uint32_t u = ranges_from(&box->uids, 1); u;
	     u = ranges_next(&box->uids, u)) {
		assert_true(fixture_message(box, u, &m));
		assert_in_range(m.vsize, least, least + CARRIED - 1);
		if (m.keywords & bit)
			seen[m.vsize - least] = true;
	}
	store_box_close(&box);
}

static void
test_store_crash__moved_ones_keep_what_names_cannot_carry(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	append_with_keyword(f);
	for (unsigned round = 0; round < MOVES; round++) {
		bool seen[CARRIED] = { false };

		move_and_kill(f, 331 * round);
		look_for_keyword(f, "INBOX", 16, seen);
		look_for_keyword(f, "A", 16, seen);
		for (int n = 0; n < CARRIED; n++)
			assert_true(seen[n]);
	}
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_crash__many_at_once_count_right),
		T(test_store_crash__killed_ones_lose_nothing),
		T(test_store_crash__moved_ones_keep_what_names_cannot_carry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
