/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proc/to_master.h"

enum {
	WORDS = 20000, /* far more than a socket holds */
};

static int ends[2]; /* [0] is master's */

static void tell(struct to_master *out, uint32_t number)
{
	to_master_tell(out, &(struct to_master_word){ .kind = CONTROL_CHANGED,
						      .session = number,
						      .id = number + 1,
						      .pid = number + 2 });
}

/* All that has come, each the next. */
static uint32_t hear(uint32_t next)
{
	struct control_msg msg;
	struct err err;
	int fd;

	while (control_receive(ends[0], &msg, &fd, &err) == FDPASS_OK) {
		assert_int_equal(fd, -1);
		assert_int_equal(msg.kind, CONTROL_CHANGED);
		assert_int_equal(msg.session, next);
		assert_int_equal(msg.id, next + 1);
		assert_int_equal(msg.pid, next + 2);
		next++;
	}
	return next;
}

static void open_ends(struct to_master *out)
{
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends),
		0);
	*out = (struct to_master){ .control = ends[1] };
}

static void test_to_master__what_finds_no_room_is_kept_in_order(void **state)
{
	struct to_master out;
	uint32_t heard = 0;

	(void)state;
	open_ends(&out);
	for (uint32_t i = 0; i < WORDS; i++) {
		tell(&out, i);
		/* Now and then, so that the kept ones move. */
		if (i % 1500 == 1499) {
			assert_true(to_master_keeps(&out));
			heard = hear(heard);
			to_master_go_on(&out);
		}
	}
	assert_true(heard > 0);
	while (to_master_keeps(&out)) {
		heard = hear(heard);
		to_master_go_on(&out);
	}
	assert_int_equal(hear(heard), WORDS);
	to_master_release(&out);
	close(ends[0]);
	close(ends[1]);
}

static void test_to_master__a_channel_that_ended_takes_nothing(void **state)
{
	struct to_master out;

	(void)state;
	open_ends(&out);
	for (uint32_t i = 0; i < WORDS; i++)
		tell(&out, i);
	assert_true(to_master_keeps(&out));
	close(ends[0]);
	to_master_go_on(&out);
	assert_false(to_master_keeps(&out));
	close(ends[1]);
	out.control = -1;
	tell(&out, 0);
	assert_false(to_master_keeps(&out));
	to_master_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_to_master__what_finds_no_room_is_kept_in_order),
		cmocka_unit_test(
			test_to_master__a_channel_that_ended_takes_nothing),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
