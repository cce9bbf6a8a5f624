/* SPDX-License-Identifier: MIT */
#include "chains.h"

#include "auth/auth_lmtp.h"
#include "base/log.h"

enum {
	QUEUE_MAX = 512
};

static struct auth_lmtp *lmtp[2]; /* live as long as the process */
static struct config *config;

/* An lmtp that says nothing until its fd is closed, asked by one at a time. */
static int silent(struct auth_lmtp **out)
{
	int fd = chains_silent("lmtp");

	chains_configure("lmtp_socket = \"DIR/lmtp\"\npolicy_checks = 1\n"
			 "policy_timeout = 300\n");
	config = chains_configs[chains_count - 1];
	*out = auth_lmtp_new(chains_base, config);
	return fd;
}

static void on_told(void *arg, struct span reply)
{
	assert_int_equal(reply.len, 0);
	++*(unsigned *)arg;
}

static void ask(struct auth_lmtp *of, unsigned *told)
{
	auth_lmtp_ask(of, "QUIT\r\n", 1, on_told, told);
}

static void test_auth_lmtp__no_more_than_a_bound_wait(void **state)
{
	int fd = silent(&lmtp[0]);
	unsigned told = 0, late = 0;

	(void)state;
	for (unsigned i = 0; i < 1 + QUEUE_MAX; i++)
		ask(lmtp[0], &told);
	ask(lmtp[0], &late);
	assert_int_equal(late, 1);
	assert_int_equal(told, 0);
	close(fd);
	while (told < 1 + QUEUE_MAX)
		chains_turn();
	assert_int_equal(told, 1 + QUEUE_MAX);
	ask(lmtp[0], &late);
	assert_int_equal(late, 2);
}

static void test_auth_lmtp__who_waits_does_so_for_a_limited_time(void **state)
{
	int fd = silent(&lmtp[1]);
	unsigned told[6] = { 0 };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(told); i++) {
		/* The third and the last have none left. */
		config->policy_timeout = i == 2 || i == 5 ? 0 : 300;
		ask(lmtp[1], &told[i]);
	}
	while (!told[2] || !told[5])
		chains_turn();
	for (unsigned i = 0; i < ARRAY_LEN(told); i++)
		assert_int_equal(told[i], i == 2 || i == 5);
	/* The list is still whole, at both ends. */
	config->policy_timeout = 300;
	ask(lmtp[1], &told[5]);
	close(fd);
	while (told[5] < 2)
		chains_turn();
	for (unsigned i = 0; i < ARRAY_LEN(told); i++)
		assert_int_equal(told[i], i == 5 ? 2 : 1);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, chains_begin, chains_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_auth_lmtp__no_more_than_a_bound_wait),
		TEST(test_auth_lmtp__who_waits_does_so_for_a_limited_time),
	};

	/* Hundreds of questions fail here. */
	log_init("test", LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
