/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "index/index_priv.h"
#include "index_fixture.h"

enum {
	READERS = 512,
	MESSAGES = 500
};

static void assert_ended(pid_t child, int signal_no)
{
	int status = 0;

	assert_true(waitpid(child, &status, 0) == child);
	if (signal_no)
		assert_true(WIFSIGNALED(status) &&
			    WTERMSIG(status) == signal_no);
	else
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static off_t env_size(struct fixture *f)
{
	auto_free char *path = x_printf("%s/" INDEX_ENV_FILE, f->dir);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

/* How a process that has nothing open fares: 0, or 1 for ERR_TEMP. */
static int open_elsewhere(struct fixture *f, size_t map)
{
	struct err err = { 0 };
	enum index_opened how;
	struct index *index;

	index_forget_all();
	if (map)
		index_env_open_first_map(map);
	if (index_open(f->dir, &index, &how, &err))
		return how == INDEX_AS_FOUND ? 0 : 2;
	return err.kind == ERR_TEMP ? 1 : 3;
}

static void assert_elsewhere(struct fixture *f, size_t map, int expected)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(open_elsewhere(f, map));
	assert_true(waitpid(child, &status, 0) == child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), expected);
}

static void test_index_env__too_many_readers_are_no_damage(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", MESSAGES);
	struct index_txn *reader[READERS];
	struct index_txn *one_more = NULL;

	for (int i = 0; i < READERS; i++)
		reader[i] = fixture_begin(f, index, INDEX_READ);
	assert_false(index_begin(index, INDEX_READ, &one_more, &f->err));
	assert_int_equal(f->err.kind, ERR_TEMP);
	err_clear(&f->err);
	assert_elsewhere(f, 0, 1);
	for (int i = 0; i < READERS; i++)
		index_abort(&reader[i]);
	assert_elsewhere(f, 0, 0);
	assert_int_equal(fixture_count(f, index, folder), MESSAGES);
	index_close(&index);
}

static void test_index_env__no_room_for_a_map_is_no_damage(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", MESSAGES);

	/* More than there are addresses. */
	assert_elsewhere(f, (size_t)1 << 60, 1);
	assert_elsewhere(f, 0, 0);
	assert_int_equal(fixture_count(f, index, folder), MESSAGES);
	index_close(&index);
}

/* Children that are killed while they read: this many snapshots each. */
static void kill_readers(struct fixture *f, int snapshots)
{
	int ready[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		enum index_opened how;
		struct index *index;
		struct index_txn *txn;

		index_forget_all();
		if (!index_open(f->dir, &index, &how, &f->err))
			_exit(1);
		for (int i = 0; i < snapshots; i++)
			if (!index_begin(index, INDEX_READ, &txn, &f->err))
				_exit(1);
		if (write(ready[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	kill(child, SIGKILL);
	assert_ended(child, SIGKILL);
}

static void test_index_env__slots_of_the_dead_are_free_again(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	struct index_txn *reader;

	fixture_fill(f, index, "", 10);
	kill_readers(f, READERS);
	reader = fixture_begin(f, index, INDEX_READ);
	index_abort(&reader);
	kill_readers(f, READERS);
	assert_elsewhere(f, 0, 0);
	index_close(&index);
}

static void change(struct fixture *f, struct index *index, uint32_t folder,
		   uint32_t uid)
{
	struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
	struct index_message message = { .size = uid * 3 };

	fixture_must(f, index_message_put(txn, folder, uid, &message, &f->err));
	fixture_must(f, index_commit(&txn, &f->err));
}

static void test_index_env__a_dead_reader_does_not_make_it_grow(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", MESSAGES);
	off_t before;

	for (uint32_t i = 0; i < 200; i++)
		change(f, index, folder, 1 + i * 7 % MESSAGES);
	before = env_size(f);
	kill_readers(f, 1);
	for (uint32_t i = 0; i < 3000; i++)
		change(f, index, folder, 1 + i * 7 % MESSAGES);
	/* 3,000 commits of at least three pages each. */
	assert_in_range(env_size(f), before, before + 300 * 4 * 4096);
	assert_int_equal(fixture_count(f, index, folder), MESSAGES);
	index_close(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_env__too_many_readers_are_no_damage),
		fixture_test(test_index_env__no_room_for_a_map_is_no_damage),
		fixture_test(test_index_env__slots_of_the_dead_are_free_again),
		fixture_test(
			test_index_env__a_dead_reader_does_not_make_it_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
