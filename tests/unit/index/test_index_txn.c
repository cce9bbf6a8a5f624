/* SPDX-License-Identifier: MIT */
/* Several processes, sudden deaths, and a map that gets full. */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "index/index_priv.h"
#include "index_fixture.h"

enum {
	SEVERAL = 3,
	TRANSACTIONS = 400
};

/* One more message; the folder record counts them. False: failed. */
static bool deliver(struct index *index, struct err *err)
{
	struct index_txn *txn;
	struct index_folder record;
	struct index_message message = { 0 };
	uint32_t folder;
	uint32_t uid;

	if (!index_begin(index, INDEX_WRITE, &txn, err))
		return false;
	if (!index_folder_find(txn, SPAN(""), &folder, err) ||
	    !index_folder_get(txn, folder, &record, err)) {
		index_abort(&txn);
		return false;
	}
	uid = record.uidnext++;
	record.messages++;
	message.modseq = message.arrival_modseq = uid;
	message.size = uid * 3;
	if (!index_message_put(txn, folder, uid, &message, err) ||
	    !index_folder_put(txn, folder, &record, err)) {
		index_abort(&txn);
		return false;
	}
	return index_commit(&txn, err);
}

/* A child of its own, as after a fork from a zygote. Ends the process. */
static _Noreturn void deliver_many(const char *dir, unsigned count)
{
	enum index_opened how;
	struct index *index;
	struct err err = { 0 };

	index_forget_all();
	if (!index_open(dir, &index, &how, &err))
		_exit(2);
	while (count-- > 0) {
		if (!deliver(index, &err))
			_exit(3);
	}
	_exit(0);
}

static void assert_ended(pid_t child, int expected)
{
	int status = -1;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, expected);
}

static void test_index_txn__several_processes_write_at_once(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 0);
	pid_t child[SEVERAL];

	for (int i = 0; i < SEVERAL; i++) {
		child[i] = fork();
		if (child[i] == 0)
			deliver_many(f->dir, TRANSACTIONS);
	}
	for (int i = 0; i < TRANSACTIONS; i++)
		fixture_must(f, deliver(index, &f->err));
	for (int i = 0; i < SEVERAL; i++)
		assert_ended(child[i], 0);
	assert_int_equal(fixture_count(f, index, folder),
			 (SEVERAL + 1) * TRANSACTIONS);
	index_close(&index);
	index_env_close_unused(0);
}

static void test_index_txn__several_processes_make_the_first(void **state)
{
	struct fixture *f = *state;
	unsigned fresh = 0;
	pid_t child[SEVERAL];

	for (int i = 0; i < SEVERAL; i++) {
		child[i] = fork();
		if (child[i] == 0) {
			enum index_opened how = INDEX_AS_FOUND;
			struct index *index;

			if (!index_open(f->dir, &index, &how, &f->err))
				_exit(9);
			_exit(how == INDEX_FRESH);
		}
	}
	for (int i = 0; i < SEVERAL; i++) {
		int status = -1;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		fresh += (unsigned)WEXITSTATUS(status);
	}
	assert_int_equal(fresh, 1);
}

/* Dies with a half-done transaction and the lock. */
static void test_index_txn__a_dead_writer_leaves_the_lock(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 50);

	for (int round = 0; round < 20; round++) {
		pid_t child = fork();

		if (child == 0) {
			struct index *mine;
			enum index_opened how;
			struct index_txn *txn;

			index_forget_all();
			if (!index_open(f->dir, &mine, &how, &f->err) ||
			    !index_begin(mine, INDEX_WRITE, &txn, &f->err))
				_exit(2);
			while (index_message_remove(txn, folder, 1, &f->err))
				;
			raise(SIGKILL);
		}
		assert_ended(child, SIGKILL);
		fixture_must(f, deliver(index, &f->err));
	}
	assert_int_equal(fixture_count(f, index, folder), 70);
	index_close(&index);
	index_env_close_unused(0);
	index = fixture_open(f, INDEX_AS_FOUND);
	assert_int_equal(fixture_count(f, index, folder), 70);
	index_close(&index);
	index_env_close_unused(0);
}

static void test_index_txn__killed_at_any_moment_it_is_whole(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	uint32_t folder = fixture_fill(f, index, "", 0);

	srandom(11);
	index_close(&index);
	index_env_close_unused(0);
	for (int round = 0; round < 25; round++) {
		struct timespec some = { .tv_nsec = random() % 20000000 };
		struct index_folder record;
		struct index_txn *txn;
		pid_t child = fork();

		if (child == 0)
			deliver_many(f->dir, 1000000);
		nanosleep(&some, NULL);
		kill(child, SIGKILL);
		assert_ended(child, SIGKILL);
		index = fixture_open(f, INDEX_AS_FOUND);
		txn = fixture_begin(f, index, INDEX_READ);
		fixture_must(f,
			     index_folder_get(txn, folder, &record, &f->err));
		index_abort(&txn);
		assert_int_equal(fixture_count(f, index, folder),
				 record.messages);
		index_close(&index);
		index_env_close_unused(0);
	}
}

/* The first map is small here; it grows by itself, also for a process that
 * has the old size. */
static void test_index_txn__a_full_map_grows(void **state)
{
	struct fixture *f = *state;
	struct index *index;
	uint32_t folder;
	pid_t child;

	index_env_open_first_map(256 * 1024);
	index = fixture_open(f, INDEX_FRESH);
	folder = fixture_fill(f, index, "", 0);
	child = fork();
	if (child == 0)
		deliver_many(f->dir, 20000);
	assert_ended(child, 0);
	fixture_must(f, deliver(index, &f->err));
	assert_int_equal(fixture_count(f, index, folder), 20001);
	index_close(&index);
	index_env_close_unused(0);
	index_env_open_first_map((size_t)1 << 30);
}

static void assert_full(const struct err *err)
{
	assert_int_equal(err->kind, ERR_LIMIT);
	assert_int_equal(err->os, ENOSPC);
}

/* One transaction that does not fit: ERR_LIMIT, and again with more room. */
static void test_index_txn__a_large_transaction_is_run_again(void **state)
{
	struct fixture *f = *state;
	struct index_message message = { .modseq = 1, .arrival_modseq = 1 };
	struct index *index;
	uint32_t folder;
	int rounds = 0;
	bool done = false;

	index_env_open_first_map(256 * 1024);
	index = fixture_open(f, INDEX_FRESH);
	folder = fixture_fill(f, index, "", 0);
	while (!done && rounds++ < 10) {
		struct index_txn *txn = fixture_begin(f, index, INDEX_WRITE);
		uint32_t uid = 1;

		for (; uid <= 30000; uid++) {
			message.size = uid * 3;
			if (!index_message_put(txn, folder, uid, &message,
					       &f->err))
				break;
		}
		if (uid <= 30000)
			assert_full(&f->err);
		done = index_commit(&txn, &f->err);
		if (!done)
			assert_full(&f->err);
	}
	assert_true(done);
	assert_in_range(rounds, 2, 6);
	assert_int_equal(fixture_count(f, index, folder), 30000);
	index_close(&index);
	index_env_close_unused(0);
	index_env_open_first_map((size_t)1 << 30);
}

/* The discarding process waits for a writer; the writer that waited for its
 * lock meanwhile goes over to the new environment. */
static void test_index_txn__a_discard_waits_for_writers(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	struct timespec some = { .tv_nsec = 100000000 };
	struct index_txn *txn;
	pid_t child;

	fixture_fill(f, index, "", 5);
	index_close(&index);
	index_env_close_unused(0);
	child = fork();
	if (child == 0) {
		enum index_opened how;

		if (!index_open(f->dir, &index, &how, &f->err))
			_exit(2);
		nanosleep(&some, NULL);
		_exit(index_discard(index, &f->err) ? 0 : 3);
	}
	index = fixture_open(f, INDEX_AS_FOUND);
	txn = fixture_begin(f, index, INDEX_WRITE);
	some.tv_nsec *= 3;
	nanosleep(&some, NULL);
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	fixture_must(f, index_commit(&txn, &f->err));
	assert_ended(child, 0);
	assert_false(deliver(index, &f->err));
	assert_int_equal(f->err.kind, ERR_NOTFOUND);
	fixture_fill(f, index, "", 1);
	fixture_must(f, deliver(index, &f->err));
	index_close(&index);
	index_env_close_unused(0);
}

static _Noreturn void deliver_or_miss(const char *dir)
{
	enum index_opened how;
	struct index *index;
	struct err err = { 0 };

	index_forget_all();
	if (!index_open(dir, &index, &how, &err))
		_exit(2);
	for (int n = 0; n < TRANSACTIONS; n++) {
		if (!deliver(index, &err) && err.kind != ERR_NOTFOUND) {
			log_err(LOG_LEVEL_ERROR, "deliver", &err, "n=%d", n);
			_exit(3);
		}
	}
	_exit(0);
}

/* While children write, one replaces the environment again and again. */
static void test_index_txn__replaced_under_load_nobody_fails(void **state)
{
	struct fixture *f = *state;
	struct index *index = fixture_open(f, INDEX_FRESH);
	pid_t child[SEVERAL];

	for (int i = 0; i < SEVERAL; i++) {
		child[i] = fork();
		if (child[i] == 0)
			deliver_or_miss(f->dir);
	}
	for (int i = 0; i < 30; i++) {
		struct index_txn *txn;
		uint32_t folder;

		fixture_must(f, index_discard(index, &f->err));
		txn = fixture_begin(f, index, INDEX_WRITE);
		fixture_must(f,
			     index_folder_add(txn, SPAN(""), &folder, &f->err));
		fixture_must(f, index_commit(&txn, &f->err));
	}
	for (int i = 0; i < SEVERAL; i++)
		assert_ended(child[i], 0);
	index_close(&index);
	index_env_close_unused(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fixture_test(test_index_txn__several_processes_write_at_once),
		fixture_test(test_index_txn__several_processes_make_the_first),
		fixture_test(test_index_txn__a_dead_writer_leaves_the_lock),
		fixture_test(test_index_txn__killed_at_any_moment_it_is_whole),
		fixture_test(test_index_txn__a_full_map_grows),
		fixture_test(test_index_txn__a_large_transaction_is_run_again),
		fixture_test(test_index_txn__a_discard_waits_for_writers),
		fixture_test(test_index_txn__replaced_under_load_nobody_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
