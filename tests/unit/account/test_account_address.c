/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account/account_address.h"
#include "base/auto.h"

/* The users that are asked for, each with its detail, as "user:detail ". */
static void check(const char *address, const char *delimiters,
		  const char *catch_all, const char *wanted)
{
	auto_buf struct buf user;
	auto_buf struct buf all;
	struct account_address a;

	buf_init(&user, 300);
	buf_init(&all, 3000);
	account_address_init(&a, span_of(address), delimiters, catch_all);
	while (account_address_next(&a, &user))
		buf_add_format(&all, "%s:%.*s%s ", buf_str(&user),
			       SPAN_ARG(account_address_detail(&a)),
			       a.caught ? "*" : "");
	assert_string_equal(buf_str(&all), wanted);
	assert_false(account_address_next(&a, &user));
}

static void test_account_address__details_are_left_out_one_by_one(void **state)
{
	(void)state;
	check("a@x", "+", "", "a@x: ");
	check("a+b@x", "+", "", "a+b@x: a@x:b ");
	check("a+b@x", "", "", "a+b@x: ");
	check("a+b-c+@x", "+-", "", "a+b-c+@x: a+b-c@x: a+b@x:c+ a@x:b-c+ ");
	check("a-b", "-", "", "a-b: a:b ");
	check("+a@x+y", "+", "", "+a@x+y: ");
	/* qmail's extensions: so many levels count */
	check("a-b-c-d-e-f@x", "-", "",
	      "a-b-c-d-e-f@x: a-b-c-d@x:e-f a-b-c@x:d-e-f a-b@x:c-d-e-f "
	      "a@x:b-c-d-e-f ");
}

static void test_account_address__who_catches_all_comes_last(void **state)
{
	(void)state;
	check("a+b@X", "+", "catchall@%d", "a+b@X: a@X:b catchall@x:* ");
	check("a", "+", "catchall@%d", "a: ");
	check("a@x", "+", "all", "a@x: all:* ");
	check("@x", "+", "catchall@%d", "");
	check("", "+", "catchall@%d", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_account_address__details_are_left_out_one_by_one),
		cmocka_unit_test(
			test_account_address__who_catches_all_comes_last),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
