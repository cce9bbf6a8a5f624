/* SPDX-License-Identifier: MIT */
/*
 * Usage in the index, maildirsize and the files agree after any interleaving
 * of what several processes do, also when some of them are killed.
 * FUMIKURA_SEED repeats a run.
 */
#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/num.h"
#include "store/store_check.h"

enum {
	PROCESSES = 4,
	STEPS = 60,
	ROUNDS = 3,
	LIMIT = 60000
};

static const char *const names[] = { "INBOX", "A", "B", "C", "A.sub" };

/* xorshift; each process has its own. */
static uint64_t random_state;

static unsigned pick(unsigned below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state >> 20) % below;
}

static struct span name(void)
{
	return span_of(names[pick(ARRAY_LEN(names))]);
}

static bool append(struct store_user *user, struct err *err)
{
	const struct store_append options = {
		.flags = pick(2) ? INDEX_SEEN : 0,
		.internaldate = INT64_MIN,
		.grace = pick(2) ? STORE_WITH_GRACE : STORE_WITHIN_LIMIT,
	};
	struct store_spool *spool = store_spool_new(user);
	struct store_appended done;
	char text[4096];
	bool ok;

	memset(text, 'x', sizeof(text));
	text[0] = '\n';
	ok = store_spool_write(spool, span_make(text, 1 + pick(4000)), err) &&
	     store_append(user, name(), spool, &options, &done, err);
	store_spool_free(&spool);
	return ok;
}

static void choose(const struct store_box *box, struct ranges *out)
{
	for (uint32_t u = ranges_from(&box->uids, 1); u;
	     u = ranges_from(&box->uids, u + 1))
		if (pick(3) == 0)
			ranges_add(out, u);
}

static bool expunge(struct store_box *box, const struct ranges *uids,
		    struct err *err)
{
	const struct store_flags_change change = {
		.how = STORE_FLAGS_ADD,
		.flags = INDEX_DELETED,
		.unchanged_since = UINT64_MAX,
	};

	return store_flags(box, uids, &change, NULL, NULL, err) &&
	       store_expunge(box, uids, err);
}

static bool in_a_box(struct store_user *user, struct err *err)
{
	struct store_copied copied;
	struct store_box *box;
	struct ranges uids;
	bool ok;

	if (!store_box_open(user, name(), STORE_READ_WRITE, &box, err))
		return false;
	ranges_init(&uids);
	store_copy_init(&copied);
	choose(box, &uids);
	if (pick(2))
		ok = expunge(box, &uids, err);
	else
		ok = store_copy(box, &uids, name(),
				pick(2) ? STORE_COPY : STORE_MOVE, &copied,
				err);
	store_copy_release(&copied);
	ranges_release(&uids);
	store_box_close(&box);
	return ok;
}

static bool step(struct store_user *user, struct err *err)
{
	switch (pick(10)) {
	case 0:
		return store_create(user, name(), err);
	case 1:
		return store_delete(user, name(), err);
	case 2:
		return store_rename(user, name(), name(), err);
	case 3:
	case 4:
	case 5:
		return in_a_box(user, err);
	default:
		return append(user, err);
	}
}

/* Refusals are part of it, also of a folder that another process has just
 * removed or renamed; damage is not. */
static bool is_trouble(const struct err *err)
{
	return err->kind == ERR_CORRUPT ||
	       (err->kind == ERR_TEMP && err->os != ENOENT);
}

static void work(struct fixture *f, uint64_t seed, int steps)
{
	struct store_user *user;
	struct err err = { 0 };

	index_forget_all();
	random_state = seed;
	if (!store_user_open(&f->account, &f->settings, &user, &err))
		_exit(1);
	for (int i = 0; i < steps; i++) {
		err_clear(&err);
		if (!step(user, &err) && is_trouble(&err)) {
			fprintf(stderr, "seed %llu step %d: %s\n",
				(unsigned long long)seed, i,
				err_log_text(&err));
			_exit(2);
		}
	}
	_exit(0);
}

static pid_t start(struct fixture *f, uint64_t seed, int steps)
{
	pid_t pid = fork();

	if (pid == 0)
		work(f, seed, steps);
	return pid;
}

static void found(void *arg, struct span mailbox, const char *what)
{
	(void)arg;
	fail_msg("%.*s: %s", SPAN_ARG(mailbox), what);
}

/* maildirsize first: nothing that is called before may mend it. */
static void check(struct fixture *f)
{
	const struct store_check_sink sink = { found, NULL };
	struct err err = { 0 };

	fixture_check_usage(f);
	if (!store_check(&f->account, &f->settings, SPAN(""), &sink, &err))
		fail_msg("check: %s", err_log_text(&err));
}

static uint64_t seed_of_run(void)
{
	const char *given = getenv("FUMIKURA_SEED");
	uint64_t seed = (uint64_t)getpid() * 2654435761u + 1;

	if (given && !num_parse_u64(span_of(given), 1, UINT64_MAX, &seed))
		fail_msg("FUMIKURA_SEED is no number");
	fprintf(stderr, "FUMIKURA_SEED=%llu\n", (unsigned long long)seed);
	return seed;
}

static void limit(struct fixture *f)
{
	f->account.quota_bytes = LIMIT;
	f->account.quota_messages = 60;
	f->settings.grace.percent = 10;
	fixture_reopen(f);
}

static void test_store_quota__sums_agree_whoever_did_what(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = seed_of_run();
	pid_t pid[PROCESSES];

	limit(f);
	fixture_append(f, "INBOX", "first", 0);
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < PROCESSES; i++)
			pid[i] = start(f, seed + round * PROCESSES + i, STEPS);
		for (unsigned i = 0; i < PROCESSES; i++) {
			int status;

			assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
			assert_int_equal(status, 0);
		}
		check(f);
	}
}

static void look_at_all(struct fixture *f)
{
	struct store_mailbox_entry *list;
	auto_arena struct arena arena;
	struct err err = { 0 };
	size_t count;

	arena_init(&arena);
	if (!store_list(f->user, &arena, &list, &count, &err))
		fail_msg("list: %s", err_log_text(&err));
	for (size_t i = 0; i < count; i++) {
		auto_free char *mailbox = x_span_dup(list[i].name);

		if (list[i].flags & STORE_MAILBOX_EXISTS)
			fixture_status(f, mailbox);
	}
}

static void test_store_quota__killed_processes_leave_no_difference(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = seed_of_run();
	pid_t pid[PROCESSES];

	limit(f);
	fixture_append(f, "INBOX", "first", 0);
	random_state = seed;
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (unsigned i = 0; i < PROCESSES; i++)
			pid[i] = start(f, seed + round * PROCESSES + i, 100000);
		for (unsigned i = 0; i < PROCESSES; i++) {
			int status;

			usleep(20000 + pick(30000));
			kill(pid[i], SIGKILL);
			assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
			assert_true(WIFSIGNALED(status));
		}
		look_at_all(f);
		check(f);
	}
}

int main(void)
{
#define T(name)                                                                \
	cmocka_unit_test_setup_teardown(name, fixture_make, fixture_remove)
	const struct CMUnitTest tests[] = {
		T(test_store_quota__sums_agree_whoever_did_what),
		T(test_store_quota__killed_processes_leave_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
