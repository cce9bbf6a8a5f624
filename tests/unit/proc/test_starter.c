/* SPDX-License-Identifier: MIT */
/* What a worker may have started, and that it comes to nothing when the worker
 * is gone. */
#include "proc/starter.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/clock.h"
#include "config/config.h"
#include "proc/proc.h"

enum {
	LONG_MS = 60000
};

static char folder[] = "/tmp/fumikura-starter-XXXXXX";
static char empty[] = "";
static char engine[] = "fumikura";
static char mail_user[] = "nobody";
static struct proc proc = {
	.control = -1,
	.config = {
		.sieve_pipe_bin_dir = folder,
		.sieve_filter_bin_dir = empty,
		.sieve_execute_bin_dir = empty,
		.quota_warning_command = empty,
		.sieve_engine = engine,
		.mail_user = mail_user,
		.run_dir = folder,
		.sieve_program_timeout = 60,
	},
};

static void make_program(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", text);
	fclose(file);
	assert_int_equal(chmod(path, 0755), 0);
}

static int set_up(void **state)
{
	struct err err;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	make_program("say", "cat; echo \"$USER:$1\"; echo oh >&2; exit 3");
	make_program("wait", "echo $$ > \"$1\"; exec sleep 600");
	return starter_begin(&proc, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

/* ---- run by the starter ---- */

static bool run(enum errand_kind kind, const char *const *argv,
		const char *const *env, struct buf *output, struct buf *errors,
		int *status, struct err *err)
{
	const struct child child = {
		.argv = argv,
		.env = env,
		.errand = kind,
		.is_confined = true,
		.input = SPAN("read\n"),
		.output_at = 1,
		.output = output,
		.errors = errors,
		.seconds = 60,
	};

	return child_run(&child, status, err);
}

static void test_starter__program_is_run_and_answers(void **state)
{
	const char *const argv[] = { "/any/say", "word", NULL };
	const char *const env[] = { CHILD_PATH, "USER=alice", NULL };
	auto_buf struct buf output = { 0 };
	auto_buf struct buf errors = { 0 };
	struct err err = { 0 };
	int status = 0;

	(void)state;
	buf_init(&output, 100);
	buf_init(&errors, 100);
	if (!run(ERRAND_PIPE, argv, env, &output, &errors, &status, &err))
		fail_msg("%s", err_log_text(&err));
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_string_equal(buf_str(&output), "read\nalice:word\n");
	assert_string_equal(buf_str(&errors), "oh\n");
}

static void test_starter__too_long_an_answer_is_told(void **state)
{
	const char *const argv[] = { "say", "0123456789", NULL };
	const char *const env[] = { CHILD_PATH, NULL };
	auto_buf struct buf output = { 0 };
	struct err err = { 0 };
	int status = 0;

	(void)state;
	buf_init(&output, 8);
	assert_false(run(ERRAND_PIPE, argv, env, &output, NULL, &status, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

static enum err_kind refused(enum errand_kind kind, const char *name,
			     const char *variable)
{
	const char *const argv[] = { name, NULL };
	const char *const env[] = { variable, NULL };
	struct err err = { 0 };
	int status = 0;

	assert_false(run(kind, argv, env, NULL, NULL, &status, &err));
	return err.kind;
}

static void test_starter__others_are_not_run(void **state)
{
	(void)state;
	assert_int_equal(refused(ERRAND_PIPE, "sh", CHILD_PATH), ERR_NOTFOUND);
	assert_int_equal(refused(ERRAND_PIPE, "/..", CHILD_PATH), ERR_NOTFOUND);
	assert_int_equal(refused(ERRAND_PIPE, "", CHILD_PATH), ERR_NOTFOUND);
	assert_int_equal(refused(ERRAND_FILTER, "say", CHILD_PATH),
			 ERR_NOTFOUND);
	assert_int_equal(refused(ERRAND_SECOND, "say", CHILD_PATH),
			 ERR_NOTFOUND);
	assert_int_equal(refused(ERRAND_WARNING, "say", CHILD_PATH),
			 ERR_NOTFOUND);
	assert_int_equal(refused(ERRAND_PIPE, "say", "LD_PRELOAD=/tmp/x.so"),
			 ERR_DENIED);
	assert_int_equal(refused(ERRAND_PIPE, "say", "PATH=/tmp"), ERR_DENIED);
	assert_int_equal(refused(ERRAND_KINDS, "say", CHILD_PATH), ERR_SYNTAX);
}

/* ---- a worker that is gone ---- */

static _Noreturn void wait_for_ever(const char *file)
{
	const char *const argv[] = { "wait", file, NULL };
	const char *const env[] = { CHILD_PATH, NULL };
	struct err err;
	int status;

	_exit(run(ERRAND_PIPE, argv, env, NULL, NULL, &status, &err));
}

static pid_t told_in(const char *file)
{
	int64_t end = clock_mono_ms() + LONG_MS;
	int pid = 0;

	while (!pid && clock_mono_ms() < end) {
		FILE *in = fopen(file, "r");

		if (in && fscanf(in, "%d", &pid) != 1)
			pid = 0;
		if (in)
			fclose(in);
		poll(NULL, 0, 10);
	}
	return pid;
}

static void test_starter__program_ends_with_its_worker(void **state)
{
	int64_t end = clock_mono_ms() + LONG_MS;
	char file[256];
	pid_t worker, program;

	(void)state;
	snprintf(file, sizeof(file), "%s/pid", folder);
	worker = fork();
	if (worker == 0)
		wait_for_ever(file);
	program = told_in(file);
	assert_true(program > 0);
	assert_int_equal(kill(program, 0), 0);
	kill(worker, SIGKILL);
	assert_int_equal(waitpid(worker, NULL, 0), worker);
	while (kill(program, 0) == 0 && clock_mono_ms() < end)
		poll(NULL, 0, 10);
	assert_int_equal(kill(program, 0), -1);
	assert_int_equal(errno, ESRCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_starter__program_is_run_and_answers),
		cmocka_unit_test(test_starter__too_long_an_answer_is_told),
		cmocka_unit_test(test_starter__others_are_not_run),
		cmocka_unit_test(test_starter__program_ends_with_its_worker),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
