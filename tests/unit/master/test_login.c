/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "master/login.h"

enum {
	LOGINS = 600,
	QUESTIONS = 512
};

static void connect_child(struct child *child, int *out_end)
{
	int end[2];

	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, end), 0);
	child->control = end[0];
	*out_end = end[1];
}

/* As auth would, but it answers none. Returns how many questions came. */
static int read_questions(int end)
{
	static struct control_msg msg;
	int count = 0;
	struct err err;
	int fd;

	while (control_receive(end, &msg, &fd, &err) == FDPASS_OK)
		count += msg.kind == CONTROL_WHO;
	return count;
}

static void test_login__auth_is_not_asked_more_than_it_keeps(void **state)
{
	const struct config config = { .session_active_limit = 2 * LOGINS,
				       .session_limit = 2 * LOGINS };
	struct child gate = { .kind = CHILD_GATE, .state = CHILD_UP };
	struct child auth = { .kind = CHILD_AUTH, .state = CHILD_UP };
	struct logins *logins = login_new();
	struct control_msg msg = { .kind = CONTROL_LOGIN };
	int gate_end, auth_end, told[2];
	int count = 0;
	pid_t reader;

	(void)state;
	connect_child(&gate, &gate_end);
	connect_child(&auth, &auth_end);
	for (unsigned i = 1; i <= LOGINS; i++) {
		msg.id = i;
		login_begin(logins, &gate, &msg,
			    open("/dev/null", O_RDONLY | O_CLOEXEC));
	}
	assert_int_equal(pipe(told), 0);
	reader = fork();
	assert_true(reader >= 0);
	if (reader == 0) {
		close(auth.control);
		count = read_questions(auth_end);
		_exit(write(told[1], &count, sizeof(count)) < 0);
	}
	close(auth_end);
	login_go_on(logins, &config, &auth);
	close(auth.control);
	assert_int_equal(read(told[0], &count, sizeof(count)), sizeof(count));
	assert_int_equal(count, QUESTIONS);
	waitpid(reader, NULL, 0);
	close(gate.control);
	gate.control = -1;
	login_free(&logins);
	close(gate_end);
	close(told[0]);
	close(told[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_login__auth_is_not_asked_more_than_it_keeps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
