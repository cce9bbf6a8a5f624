/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc/parked.h"

/* What the program finds at any place; 0: nothing that it can tell. */
static uint64_t there;

static bool look(const char *path, uint32_t events, uint64_t out[2])
{
	assert_non_null(path);
	assert_int_equal(events, IN_CREATE);
	out[0] = out[1] = there;
	return there;
}

struct place {
	struct parked *parked;
	char dir[64];
};

static int set_up(void **state)
{
	static struct place place;

	snprintf(place.dir, sizeof(place.dir), "%s",
		 "/tmp/fumikura-parkedXXXXXX");
	assert_non_null(mkdtemp(place.dir));
	place.parked = parked_new(look);
	*state = &place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	char path[128];

	parked_free(&place->parked);
	for (const char *c = "ab"; *c; c++) {
		snprintf(path, sizeof(path), "%s/%c", place->dir, *c);
		unlink(path);
	}
	rmdir(place->dir);
	return 0;
}

static void touch(const struct place *place, char name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%c", place->dir, name);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static struct parked_note note_of(const struct place *place)
{
	struct parked_note note = { .kind = PARKED_IN_GATE, .count = 1 };

	note.watch[0].events = IN_CREATE;
	snprintf(note.watch[0].path, sizeof(note.watch[0].path), "%s",
		 place->dir);
	return note;
}

static void assert_nothing_changed(struct place *place)
{
	uint32_t session;

	assert_false(parked_next(place->parked, &session));
}

static void assert_changed(struct place *place, uint32_t expected)
{
	uint32_t session = 0;

	assert_true(parked_next(place->parked, &session));
	assert_int_equal(session, expected);
}

static void test_parked__a_change_is_told_once_to_each(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);
	uint32_t one = 0;
	uint32_t other = 0;

	parked_add(place->parked, 1, &note, -1);
	parked_add(place->parked, 2, &note, -1);
	assert_nothing_changed(place);
	assert_int_equal(parked_due_ms(place->parked), -1);
	touch(place, 'a');
	assert_true(parked_next(place->parked, &one));
	assert_true(parked_next(place->parked, &other));
	assert_int_equal(one + other, 3); /* in any order */
	assert_int_not_equal(one, other);
	assert_nothing_changed(place);
	assert_int_equal(parked_count(place->parked), 0);
}

static void test_parked__one_that_was_woken_leaves_the_others(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);

	parked_add(place->parked, 1, &note, -1);
	parked_add(place->parked, 2, &note, -1);
	parked_forget(place->parked, 1);
	parked_forget(place->parked, 77);
	touch(place, 'a');
	assert_changed(place, 2);
	assert_nothing_changed(place);
	parked_add(place->parked, 3, &note, -1);
	touch(place, 'b');
	assert_changed(place, 3);
}

static void test_parked__a_session_has_one_place(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);

	for (int i = 0; i < 3; i++)
		parked_add(place->parked, 1, &note, -1);
	assert_int_equal(parked_count(place->parked), 1);
	touch(place, 'a');
	assert_changed(place, 1);
	assert_nothing_changed(place);
	assert_int_equal(parked_count(place->parked), 0);
}

static void test_parked__what_the_worker_saw_counts(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	assert_true(inotify_add_watch(watch, place->dir, IN_CREATE) >= 0);
	touch(place, 'a');
	parked_add(place->parked, 1, &note, watch);
	assert_int_equal(parked_due_ms(place->parked), 0);
	assert_changed(place, 1);
	close(watch);
}

static void test_parked__other_than_seen_counts(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);

	there = 7;
	note.watch[0].seen[0] = note.watch[0].seen[1] = 7;
	parked_add(place->parked, 1, &note, -1);
	assert_nothing_changed(place);
	touch(place, 'a');
	assert_nothing_changed(place);
	there = 8;
	touch(place, 'b');
	assert_changed(place, 1);
	parked_add(place->parked, 1, &note, -1);
	assert_changed(place, 1);
	there = 0;
	parked_add(place->parked, 1, &note, -1);
	assert_changed(place, 1);
}

static unsigned count_watches(const struct place *place)
{
	unsigned count = 0;
	char line[256];
	FILE *info;

	snprintf(line, sizeof(line), "/proc/self/fdinfo/%d",
		 parked_changes_fd(place->parked));
	info = fopen(line, "re");
	assert_non_null(info);
	while (fgets(line, sizeof(line), info))
		count += strncmp(line, "inotify ", 8) == 0;
	fclose(info);
	return count;
}

static void
test_parked__a_woken_one_keeps_its_watch_but_hears_nothing(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);

	parked_add(place->parked, 1, &note, -1);
	parked_wake(place->parked, 1);
	assert_int_equal(parked_count(place->parked), 0);
	assert_int_equal(count_watches(place), 1);
	parked_add(place->parked, 1, &note, -1);
	assert_int_equal(parked_count(place->parked), 1);
	assert_int_equal(count_watches(place), 1);
	touch(place, 'a');
	assert_changed(place, 1);

	/* What it does itself is heard once. */
	touch(place, 'b');
	assert_int_equal(count_watches(place), 1);
	assert_nothing_changed(place);
	assert_int_equal(count_watches(place), 0);
	parked_add(place->parked, 1, &note, -1);
	assert_nothing_changed(place);
	parked_forget(place->parked, 1);
	assert_int_equal(count_watches(place), 0);
}

static void test_parked__before_the_park_is_not_behind_it(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);

	parked_add(place->parked, 1, &note, -1);
	parked_add(place->parked, 2, &note, -1);
	parked_wake(place->parked, 1);
	touch(place, 'a');
	parked_add(place->parked, 1, &note, -1);
	assert_changed(place, 2);
	assert_nothing_changed(place);
	assert_int_equal(parked_count(place->parked), 1);
}

static void test_parked__no_note_takes_events_from_another(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);

	parked_add(place->parked, 1, &note, -1);
	note.watch[0].events = IN_DELETE | IN_ONESHOT;
	parked_add(place->parked, 2, &note, -1);
	parked_forget(place->parked, 2);
	for (char name = 'a'; name <= 'b'; name++) {
		touch(place, name);
		assert_changed(place, 1);
		note = note_of(place);
		parked_add(place->parked, 1, &note, -1);
		assert_nothing_changed(place);
	}
}

static void test_parked__without_a_watch_it_is_looked_after(void **state)
{
	struct place *place = *state;
	struct parked_note note = note_of(place);
	int due;

	snprintf(note.watch[0].path, sizeof(note.watch[0].path), "%s/nowhere",
		 place->dir);
	parked_add(place->parked, 1, &note, -1);
	due = parked_due_ms(place->parked);
	assert_true(due > 0 && due <= 30000);
	assert_nothing_changed(place);
	parked_forget_all(place->parked);
	assert_int_equal(parked_count(place->parked), 0);
}

/* As a worker does; which one it was. */
static pid_t send_note(const struct place *place,
		       const struct parked_note *note)
{
	pid_t pid = fork();
	struct err err;
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(parked_send(parked_leave(place->parked), note, 0, &err)
			      ? 0
			      : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	return pid;
}

static void send_nothing(const struct place *place)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(send(parked_leave(place->parked), "", 0, MSG_NOSIGNAL) !=
		      0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void test_parked__notes_come_whole_or_as_nobodys(void **state)
{
	struct place *place = *state;
	static struct parked_note note;
	struct parked_note sent = note_of(place);
	pid_t worker[2];
	pid_t sender;
	int watch;

	assert_false(parked_take(place->parked, &note, &sender, &watch));
	worker[0] = send_note(place, &sent);
	worker[1] = send_note(place, &sent);
	for (int i = 0; i < 2; i++) {
		assert_true(parked_take(place->parked, &note, &sender, &watch));
		assert_int_equal(sender, worker[i]);
		assert_string_equal(note.watch[0].path, place->dir);
		assert_true(watch >= 0);
		close(watch);
	}
	/* One that is none hides no other. */
	send_nothing(place);
	worker[0] = send_note(place, &sent);
	assert_true(parked_take(place->parked, &note, &sender, &watch));
	assert_int_equal(sender, 0);
	assert_true(parked_take(place->parked, &note, &sender, &watch));
	assert_int_equal(sender, worker[0]);
	close(watch);
	memset(sent.watch[0].path, 'x', sizeof(sent.watch[0].path));
	send_note(place, &sent);
	assert_true(parked_take(place->parked, &note, &sender, &watch));
	assert_int_equal(sender, 0);
	assert_int_equal(watch, -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_parked__a_change_is_told_once_to_each),
		TEST(test_parked__one_that_was_woken_leaves_the_others),
		TEST(test_parked__a_session_has_one_place),
		TEST(test_parked__what_the_worker_saw_counts),
		TEST(test_parked__other_than_seen_counts),
		TEST(test_parked__a_woken_one_keeps_its_watch_but_hears_nothing),
		TEST(test_parked__before_the_park_is_not_behind_it),
		TEST(test_parked__no_note_takes_events_from_another),
		TEST(test_parked__without_a_watch_it_is_looked_after),
		TEST(test_parked__notes_come_whole_or_as_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
