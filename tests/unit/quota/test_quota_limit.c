/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "quota/quota.h"

static const struct quota_limit base = { .bytes = 1000, .messages = 7 };

static void test_quota_limit__limit_itself_may_be_reached(void **state)
{
	const struct quota_amount usage = { 900, 3 };
	struct quota_amount more = { 100, 4 };
	const struct quota_limit none = { 0 };

	(void)state;
	assert_false(quota_would_exceed(&base, &usage, &more));
	more.bytes = 101;
	assert_true(quota_would_exceed(&base, &usage, &more));
	more = (struct quota_amount){ 0, 5 };
	assert_true(quota_would_exceed(&base, &usage, &more));
	more.bytes = UINT64_MAX;
	assert_true(quota_would_exceed(&base, &usage, &more));
	assert_false(quota_would_exceed(&none, &usage, &more));
}

static bool exceeds(uint64_t used, uint64_t more, uint64_t messages)
{
	const struct quota_grace grace = { .bytes = 10, .percent = 5 };
	const struct quota_amount usage = { used, messages };
	const struct quota_amount one = { more, 1 };

	return quota_would_exceed_grace(&base, &grace, &usage, &one);
}

static void test_quota_limit__grace_is_for_the_last_one(void **state)
{
	const struct quota_limit none = { 0 };
	const struct quota_limit huge = { .bytes = UINT64_MAX };
	const struct quota_grace all = { UINT64_MAX, 100 };
	const struct quota_amount usage = { 900, 3 };

	(void)state;
	assert_false(exceeds(900, 160, 3));
	assert_true(exceeds(900, 161, 3));
	assert_false(exceeds(1000, 60, 3));
	assert_true(exceeds(1000, 61, 3));
	/* Over the limit already. */
	assert_true(exceeds(1001, 0, 3));
	/* The number of messages has no grace. */
	assert_true(exceeds(0, 1, 7));
	assert_false(quota_would_exceed_grace(&none, &all, &usage, &usage));
	assert_false(quota_would_exceed_grace(&huge, &all, &usage, &usage));
}

static bool passes(bool falls, uint32_t percent, uint64_t before,
		   uint64_t after)
{
	const struct quota_threshold t = { QUOTA_OF_BYTES, falls, percent };
	const struct quota_amount was = { before, 0 };
	const struct quota_amount is = { after, 0 };

	return quota_passes(&t, &base, &was, &is);
}

static void test_quota_limit__threshold_is_passed_in_its_direction(void **state)
{
	const struct quota_threshold t = { QUOTA_OF_MESSAGES, false, 50 };
	const struct quota_amount few = { 0, 3 };
	const struct quota_amount many = { 0, 4 };
	const struct quota_limit none = { 0 };

	(void)state;
	assert_true(passes(false, 80, 799, 800));
	assert_false(passes(false, 80, 800, 801));
	assert_false(passes(false, 80, 700, 799));
	assert_false(passes(false, 80, 800, 799));
	assert_true(passes(true, 80, 800, 799));
	assert_false(passes(true, 80, 799, 700));
	assert_false(passes(true, 80, 799, 800));
	assert_true(passes(true, 100, 1000, 0));
	/* 3.5 of 7 */
	assert_true(quota_passes(&t, &base, &few, &many));
	assert_false(quota_passes(&t, &none, &few, &many));
}

static void test_quota_limit__percent_is_rounded_down(void **state)
{
	(void)state;
	assert_int_equal(quota_percent(999, 1000), 99);
	assert_int_equal(quota_percent(2000, 1000), 200);
	assert_int_equal(quota_percent(5, 0), 0);
	assert_int_equal(quota_percent(UINT64_MAX, 1), UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quota_limit__limit_itself_may_be_reached),
		cmocka_unit_test(test_quota_limit__grace_is_for_the_last_one),
		cmocka_unit_test(
			test_quota_limit__threshold_is_passed_in_its_direction),
		cmocka_unit_test(test_quota_limit__percent_is_rounded_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
