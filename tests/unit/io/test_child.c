/* SPDX-License-Identifier: MIT */
/* A program is run within its bounds, and nothing of it is left. */
#include "io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/auto.h"

enum {
	LONG = 60 /* s; more than any test takes */
};

static const char *const no_env[] = { NULL };

static struct child shell(const char *const *argv)
{
	return (struct child){
		.argv = argv,
		.env = no_env,
		.is_confined = true,
		.output_at = 1,
		.seconds = LONG,
	};
}

#define SHELL(text) ((const char *const[]){ "/bin/sh", "-c", text, NULL })

static struct span answer(const char *text, struct buf *out)
{
	struct child c = shell(SHELL(text));
	struct err err;
	int status;

	c.output = out;
	assert_true(child_run(&c, &status, &err));
	assert_int_equal(status, 0);
	return buf_span(out);
}

static void test_child__its_exit_code_is_told(void **state)
{
	struct child c = shell(SHELL("exit 3"));
	struct err err;
	int status;

	(void)state;
	assert_true(child_run(&c, &status, &err));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 3);
	c.argv = SHELL("kill -TERM $$");
	assert_true(child_run(&c, &status, &err));
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

static void test_child__what_can_not_be_started_says_why(void **state)
{
	static const char *const none[] = { "/there/is/none", NULL };
	struct child c = shell(none);
	struct err err;
	int status;

	(void)state;
	assert_false(child_run(&c, &status, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_int_equal(err.os, ENOENT);
	c.argv = SHELL("true");
	c.folder = "/there/is/none";
	assert_false(child_run(&c, &status, &err));
	assert_int_equal(err.os, ENOENT);
}

/* More than a pipe holds, both ways at once. */
static void test_child__much_goes_in_and_comes_out(void **state)
{
	enum {
		SIZE = 1 << 20
	};
	auto_free char *bytes = malloc(SIZE);
	struct child c = shell(SHELL("cat"));
	auto_buf struct buf out;
	struct err err;
	int status;

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 7);
	buf_init(&out, SIZE);
	c.input = span_make(bytes, SIZE);
	c.output = &out;
	assert_true(child_run(&c, &status, &err));
	assert_true(span_eq(buf_span(&out), c.input));
	/* It need not read it. */
	c.argv = SHELL("echo done");
	buf_reset(&out);
	assert_true(child_run(&c, &status, &err));
	assert_string_equal(buf_str(&out), "done\n");
}

static void test_child__it_is_given_nothing_or_a_file(void **state)
{
	struct child c = shell(SHELL("cat"));
	auto_fd int fd = open("/proc/self/comm", O_RDONLY | O_CLOEXEC);
	auto_buf struct buf out;
	struct err err;
	int status;

	(void)state;
	buf_init(&out, 100);
	assert_int_equal(answer("cat", &out).len, 0);
	c.output = &out;
	c.input_file = fd;
	assert_true(child_run(&c, &status, &err));
	assert_true(span_starts(buf_span(&out), SPAN("test_child")));
}

static void test_child__too_much_of_an_answer_ends_it(void **state)
{
	struct child c = shell(SHELL("while :; do echo 0123456789; done"));
	auto_buf struct buf out;
	struct err err;
	int status;

	(void)state;
	buf_init(&out, 25);
	c.output = &out;
	assert_false(child_run(&c, &status, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_string_equal(buf_str(&out), "0123456789\n0123456789\n012");
}

/* So is one that does not listen to signals. */
static void test_child__its_time_is_limited(void **state)
{
	struct child c = shell(SHELL("trap '' TERM HUP INT; sleep 1000"));
	struct err err;
	int status;

	(void)state;
	c.seconds = 1;
	assert_false(child_run(&c, &status, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_non_null(strstr(err.detail, "took too long"));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void test_child__stderr_is_taken_as_far_as_there_is_room(void **state)
{
	struct child c = shell(SHELL("echo 12345678901234567890 >&2; exit 1"));
	auto_buf struct buf errors;
	struct err err;
	int status;

	(void)state;
	buf_init(&errors, 10);
	c.errors = &errors;
	assert_true(child_run(&c, &status, &err));
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_string_equal(buf_str(&errors), "1234567890");
}

/* An fd that is not closed by exec does not get there either. */
static void test_child__it_has_three_fds_and_no_environment(void **state)
{
	int fd = dup2(STDERR_FILENO, 40);
	auto_buf struct buf out;

	(void)state;
	assert_true(fd >= 0);
	buf_init(&out, 1000);
	answer("n=0; while [ $n -lt 60 ]; do [ -e /proc/$$/fd/$n ] && echo $n;"
	       "n=$((n + 1)); done",
	       &out);
	assert_string_equal(buf_str(&out), "0\n1\n2\n");
	close(fd);
	buf_reset(&out);
	answer("tr '\\0' '\\n' < /proc/$$/environ", &out);
	assert_string_equal(buf_str(&out), "");
}

static void test_child__signals_are_as_they_are_by_default(void **state)
{
	auto_buf struct buf out;
	sigset_t usr1;

	(void)state;
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	buf_init(&out, 1000);
	answer("grep -E 'SigBlk|SigIgn' /proc/self/status", &out);
	assert_string_equal(buf_str(&out), "SigBlk:\t0000000000000000\n"
					   "SigIgn:\t0000000000000000\n");
	sigprocmask(SIG_UNBLOCK, &usr1, NULL);
}

static void test_child__a_confined_one_has_limits(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	answer("ulimit -c; ulimit -t; [ $(ulimit -n) -le 1024 ] && echo few;"
	       "grep NoNewPrivs /proc/self/status",
	       &out);
	assert_string_equal(buf_str(&out), "0\n61\nfew\nNoNewPrivs:\t1\n");
}

static bool is_running(struct span pid)
{
	auto_buf struct buf out;
	char command[100];

	snprintf(command, sizeof(command),
		 "grep -q '^State:.[^ZX]' /proc/%.*s/status 2>/dev/null && "
		 "echo yes; true",
		 SPAN_ARG(span_trim(pid)));
	buf_init(&out, 10);
	return answer(command, &out).len > 0;
}

/* Its output stays open in what it left running, which nobody waits for. */
static void test_child__what_it_left_running_is_killed(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	answer("sleep 1000 & echo $!", &out);
	while (is_running(buf_span(&out)))
		;
}

static void test_child__other_fds_can_be_its_input_and_output(void **state)
{
	struct child c = shell(SHELL("cat <&3 >&4; cat; echo away"));
	auto_buf struct buf out;
	struct err err;
	int status;

	(void)state;
	buf_init(&out, 100);
	c.input_at = 3;
	c.output_at = 4;
	c.input = SPAN("a\0b");
	c.output = &out;
	assert_true(child_run(&c, &status, &err));
	assert_true(span_eq(buf_span(&out), c.input));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_child__its_exit_code_is_told),
		cmocka_unit_test(test_child__what_can_not_be_started_says_why),
		cmocka_unit_test(test_child__much_goes_in_and_comes_out),
		cmocka_unit_test(test_child__it_is_given_nothing_or_a_file),
		cmocka_unit_test(test_child__too_much_of_an_answer_ends_it),
		cmocka_unit_test(test_child__its_time_is_limited),
		cmocka_unit_test(
			test_child__stderr_is_taken_as_far_as_there_is_room),
		cmocka_unit_test(
			test_child__it_has_three_fds_and_no_environment),
		cmocka_unit_test(
			test_child__signals_are_as_they_are_by_default),
		cmocka_unit_test(test_child__a_confined_one_has_limits),
		cmocka_unit_test(test_child__what_it_left_running_is_killed),
		cmocka_unit_test(
			test_child__other_fds_can_be_its_input_and_output),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
