/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "io/fdpass.h"
#include "tls/tls_door.h"

/* What the process behind the door does with each channel in turn: a letter
 * for each. 'g': a good answer; 'r': refuses; 's': one that is shorter than it
 * says; 'c': closes it; 'n': nothing. */
static pid_t server;
static struct tls_keys_answer answer;

static void answer_one(int channel, char how)
{
	static struct tls_keys_request request;
	static struct tls_keys_answer out;
	size_t size;
	struct err err;
	int fd;

	if (fdpass_receive(channel, &request, sizeof(request), &size, &fd,
			   &err) != FDPASS_OK)
		_exit(1);
	if (how == 'c' || how == 'n')
		return;
	out = (struct tls_keys_answer){ .good = how != 'r', .len = 3 };
	if (!fdpass_send(channel, &out,
			 TLS_KEYS_ANSWER_HEAD + (how == 's' ? 2 : 3), -1, &err))
		_exit(1);
}

_Noreturn static void serve(int door, const char *how)
{
	for (; *how; how++) {
		struct err err;
		size_t size;
		char word;
		int channel;

		if (fdpass_receive(door, &word, 1, &size, &channel, &err) !=
		    FDPASS_OK)
			_exit(1);
		answer_one(channel, *how);
		if (*how != 'n')
			close(channel);
	}
	for (;;)
		pause();
}

static void begin(const char *how)
{
	int door[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, door), 0);
	server = fork();
	if (server == 0) {
		close(door[0]);
		serve(door[1], how);
	}
	close(door[1]);
	tls_door_leave();
	tls_door_open(door[0]);
}

static int end(void **state)
{
	(void)state;
	if (server > 0) {
		kill(server, SIGKILL);
		waitpid(server, NULL, 0);
	}
	server = 0;
	return 0;
}

static bool ask(int wait_ms, struct err *err)
{
	const struct tls_keys_request request = { .kind = TLS_KEYS_ABOUT };

	return tls_door_ask(&request, wait_ms, &answer, err);
}

static void test_tls_door__an_answer(void **state)
{
	struct err err;

	(void)state;
	begin("g");
	assert_true(ask(30000, &err));
	assert_int_equal(answer.len, 3);
}

static void test_tls_door__a_refusal(void **state)
{
	struct err err;

	(void)state;
	begin("r");
	assert_false(ask(30000, &err));
	assert_int_equal(err.kind, ERR_DENIED);
}

/* The key process was replaced, and the next one answers. */
static void test_tls_door__a_channel_that_ends_is_opened_anew(void **state)
{
	struct err err;

	(void)state;
	begin("ccg");
	assert_true(ask(30000, &err));
}

static void test_tls_door__a_malformed_answer_is_none(void **state)
{
	struct err err;

	(void)state;
	begin("sg");
	assert_true(ask(30000, &err));
	assert_int_equal(answer.len, 3);
}

/* The one that waits comes last: what follows it only looks in. */
static void test_tls_door__nobody_answers(void **state)
{
	struct err err;
	int64_t began;

	(void)state;
	begin("nnnnnnnn");
	began = clock_mono_ms();
	assert_false(ask(100, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_true(clock_mono_ms() - began >= 90);
	began = clock_mono_ms();
	assert_false(ask(30000, &err));
	assert_int_equal(err.kind, ERR_TEMP);
	assert_true(clock_mono_ms() - began < 15000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_tls_door__an_answer, end),
		cmocka_unit_test_teardown(test_tls_door__a_refusal, end),
		cmocka_unit_test_teardown(
			test_tls_door__a_channel_that_ends_is_opened_anew, end),
		cmocka_unit_test_teardown(
			test_tls_door__a_malformed_answer_is_none, end),
		cmocka_unit_test_teardown(test_tls_door__nobody_answers, end),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
