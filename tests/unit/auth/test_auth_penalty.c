/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "auth/auth_penalty.h"
#include "base/check.h"

enum {
	HOUR = 3600000
};

static const struct auth_penalty_options options = {
	.entries_max = 1000,
	.wait_max_ms = 6000,
	.memory_ms = HOUR,
	.network_max = 30,
	.user_max = 300,
	.exempt = "127.0.0.0/8, ::1, 192.0.2.128/25",
};

static struct auth_penalty *penalty;

static int make(void **state)
{
	(void)state;
	penalty = auth_penalty_new(&options);
	return 0;
}

static int release(void **state)
{
	(void)state;
	auth_penalty_free(&penalty);
	return 0;
}

static struct auth_penalty_guess guess_of(const char *ip, const char *user,
					  const char *password)
{
	return (struct auth_penalty_guess){
		.remote_ip = ip,
		.user = user,
		.digest = auth_penalty_digest(penalty, span_of(user),
					      span_of(password)),
	};
}

/* The wait in ms; -1: refused. */
static int64_t rule(const char *ip, const char *user, const char *password,
		    int64_t now)
{
	struct auth_penalty_guess guess = guess_of(ip, user, password);
	int64_t wait = 0;

	switch (auth_penalty_rule(penalty, &guess, now, &wait)) {
	case AUTH_PENALTY_GO:
		assert_int_equal(wait, 0);
		return 0;
	case AUTH_PENALTY_WAIT:
		return wait;
	case AUTH_PENALTY_REFUSE:
		break;
	}
	return -1;
}

static bool wrong(const char *ip, const char *user, const char *password,
		  int64_t now)
{
	struct auth_penalty_guess guess = guess_of(ip, user, password);

	return auth_penalty_failed(penalty, &guess, now);
}

static void right(const char *ip, const char *user, int64_t now)
{
	struct auth_penalty_guess guess = guess_of(ip, user, "right");

	auth_penalty_succeeded(penalty, &guess, now);
}

/* n different guesses of different users. */
static void guess_many(const char *ip, unsigned n, int64_t now)
{
	char text[16];

	for (unsigned i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "u%u", i);
		assert_true(wrong(ip, text, text, now));
	}
}

static void test_auth_penalty__waits_grow_and_wear_off(void **state)
{
	static const int64_t waits[] = { 1000, 2000, 4000, 6000, 6000, 6000 };
	char password[] = "a";

	(void)state;
	assert_int_equal(rule("192.0.2.1", "joe", "x", 0), 0);
	for (size_t i = 0; i < ARRAY_LEN(waits); i++, password[0]++) {
		/* each time a second, so that nobody queues */
		int64_t now = (int64_t)i * 10000;

		assert_true(wrong("192.0.2.1", "joe", password, now));
		assert_int_equal(rule("192.0.2.1", "jim", "x", now), waits[i]);
	}
	assert_int_equal(rule("192.0.2.2", "joe", "x", 60000), 0);
	assert_int_equal(rule("192.0.2.1", "joe", "x", 60000 + HOUR / 2), 4000);
	assert_int_equal(rule("192.0.2.1", "joe", "x", 60000 + HOUR), 0);
}

static void test_auth_penalty__who_waits_queues(void **state)
{
	(void)state;
	guess_many("192.0.2.1", 2, 0);
	assert_int_equal(rule("192.0.2.1", "a", "x", 0), 2000);
	assert_int_equal(rule("192.0.2.1", "b", "x", 0), 4000);
	assert_int_equal(rule("192.0.2.1", "c", "x", 0), 6000);
	assert_int_equal(rule("192.0.2.1", "d", "x", 0), -1);
	/* A refusal takes no place. */
	assert_int_equal(rule("192.0.2.1", "e", "x", 2000), 6000);
	assert_int_equal(rule("192.0.2.1", "f", "x", 20000), 2000);
}

static void test_auth_penalty__the_same_guess_counts_once(void **state)
{
	(void)state;
	assert_true(wrong("192.0.2.1", "joe", "old", 0));
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(rule("192.0.2.1", "joe", "old", 0), 0);
		assert_false(wrong("192.0.2.1", "joe", "old", 0));
	}
	assert_int_equal(rule("192.0.2.1", "jim", "x", 0), 1000);
	/* Another user's, or another network's, is another guess. */
	assert_true(wrong("192.0.2.1", "jim", "old", 0));
	assert_true(wrong("192.0.2.2", "joe", "old", 0));
	/* Ten are remembered. */
	guess_many("192.0.2.1", 9, 0);
	assert_true(wrong("192.0.2.1", "joe", "old", 0));
}

static void test_auth_penalty__unknown_passwords_all_count(void **state)
{
	struct auth_penalty_guess guess = guess_of("192.0.2.1", "joe", "");
	int64_t wait;

	(void)state;
	guess.digest = 0;
	assert_true(auth_penalty_failed(penalty, &guess, 0));
	assert_true(auth_penalty_failed(penalty, &guess, 0));
	assert_int_equal(auth_penalty_rule(penalty, &guess, 0, &wait),
			 AUTH_PENALTY_WAIT);
	assert_int_equal(wait, 2000);
}

static void test_auth_penalty__ipv6_counts_by_64_and_48(void **state)
{
	char ip[64];

	(void)state;
	assert_true(wrong("2001:db8::1", "joe", "a", 0));
	assert_int_equal(rule("2001:db8::ffff:1", "joe", "x", 0), 1000);
	assert_int_equal(rule("2001:db8:0:1::1", "joe", "x", 0), 0);
	/* From everywhere in the /48, once each. */
	for (unsigned i = 1; i < 20; i++) {
		snprintf(ip, sizeof(ip), "2001:db8:0:%x::1", i);
		assert_true(wrong(ip, "joe", "a", 0));
	}
	assert_int_equal(rule("2001:db8:0:ff::1", "jim", "x", 0), 6000);
	assert_int_equal(rule("2001:db8:1::1", "jim", "x", 0), 0);
	/* The same address in two forms. */
	assert_true(wrong("192.0.2.1", "joe", "a", 0));
	assert_int_equal(rule("::ffff:192.0.2.1", "jim", "x", 0), 1000);
	assert_int_equal(rule("::ffff:192.0.2.2", "jim", "x", 0), 0);
}

static void test_auth_penalty__exempt_networks_never_wait(void **state)
{
	static const char *const free[] = { "127.0.0.1", "192.0.2.129", "::1",
					    "", "x" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(free); i++) {
		for (unsigned n = 0; n < 100; n++) {
			char password[16];

			snprintf(password, sizeof(password), "%u", n);
			assert_false(wrong(free[i], "joe", password, 0));
		}
		assert_int_equal(rule(free[i], "joe", "x", 0), 0);
	}
	assert_int_equal(auth_penalty_count(penalty), 0);
}

static void test_auth_penalty__known_users_do_not_wait(void **state)
{
	(void)state;
	right("192.0.2.1", "joe", 0);
	guess_many("192.0.2.1", 20, 0);
	assert_int_equal(rule("192.0.2.1", "joe", "x", 0), 0);
	assert_int_equal(rule("192.0.2.1", "jim", "x", 0), 6000);
	/* Being let in is no way to guess about others. */
	right("192.0.2.1", "joe", 0);
	assert_int_equal(rule("192.0.2.1", "jim", "x", 30000), 6000);
	/* Of this address only. */
	right("2001:db8::1", "joe", 0);
	guess_many("2001:db8::2", 20, 0);
	assert_int_equal(rule("2001:db8::1", "joe", "x", 0), 0);
	assert_int_equal(rule("2001:db8::2", "joe", "x", 0), 6000);
}

static void test_auth_penalty__a_user_is_refused_where_many_failed(void **state)
{
	char text[16];

	(void)state;
	right("192.0.2.1", "joe", 0);
	for (unsigned i = 0; i < options.network_max; i++) {
		snprintf(text, sizeof(text), "%u", i);
		assert_true(wrong("192.0.2.1", "joe", text, 0));
	}
	assert_int_equal(rule("192.0.2.1", "joe", "x", 100), -1);
	assert_int_equal(rule("192.0.2.2", "joe", "x", 100), 0);
	assert_int_equal(rule("192.0.2.1", "joe", "x", HOUR), 0);
}

static void test_auth_penalty__a_user_is_refused_when_many_guess(void **state)
{
	char ip[32];

	(void)state;
	right("203.0.113.1", "joe", 0);
	for (unsigned i = 0; i < options.user_max; i++) {
		snprintf(ip, sizeof(ip), "198.51.%u.%u", i / 200, i % 200);
		assert_true(wrong(ip, "joe", "a", 0));
	}
	assert_int_equal(rule("203.0.113.2", "joe", "x", 100), -1);
	assert_int_equal(rule("203.0.113.2", "jim", "x", 100), 0);
	assert_int_equal(rule("203.0.113.1", "joe", "x", 100), 0);
	assert_int_equal(rule("203.0.113.2", "joe", "x", HOUR), 0);
}

static void test_auth_penalty__memory_is_bounded(void **state)
{
	char ip[32];

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		snprintf(ip, sizeof(ip), "10.%u.%u.1", i / 200, i % 200);
		assert_true(wrong(ip, "joe", "a", 0));
		assert_true(auth_penalty_count(penalty) <= options.entries_max);
		/* What is used stays. */
		wrong("192.0.2.1", "joe", "a", 0);
	}
	assert_int_equal(auth_penalty_count(penalty), options.entries_max);
	assert_int_equal(rule("192.0.2.1", "jim", "x", 0), 1000);
	assert_int_equal(rule("10.0.0.1", "jim", "x", 0), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_auth_penalty__waits_grow_and_wear_off),
		TEST(test_auth_penalty__who_waits_queues),
		TEST(test_auth_penalty__the_same_guess_counts_once),
		TEST(test_auth_penalty__unknown_passwords_all_count),
		TEST(test_auth_penalty__ipv6_counts_by_64_and_48),
		TEST(test_auth_penalty__exempt_networks_never_wait),
		TEST(test_auth_penalty__known_users_do_not_wait),
		TEST(test_auth_penalty__a_user_is_refused_where_many_failed),
		TEST(test_auth_penalty__a_user_is_refused_when_many_guess),
		TEST(test_auth_penalty__memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
