/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "quota/quota.h"

static const struct quota_limit base = { .bytes = 1000, .messages = 7 };
#define RULES SPAN("Trash:+100M, Spam:ignore,X:50K,Inbox:2g,A:B:9")

static uint64_t bytes_in(const char *mailbox)
{
	struct quota_rule rule;
	struct err err;

	assert_true(quota_rule_for(base, RULES, span_of(mailbox), &rule, &err));
	assert_int_equal(rule.limit.messages, rule.ignored ? 0 : 7);
	return rule.limit.bytes;
}

static void test_quota_rule__holds_for_the_whole_name_only(void **state)
{
	struct quota_rule rule;
	struct err err;

	(void)state;
	assert_int_equal(bytes_in("Trash"), 1000 + (100 << 20));
	assert_int_equal(bytes_in("X"), 50 << 10);
	assert_int_equal(bytes_in("INBOX"), UINT64_C(2) << 30);
	assert_int_equal(bytes_in("A:B"), 9);
	assert_int_equal(bytes_in("Trash.Old"), 1000);
	assert_int_equal(bytes_in("trash"), 1000);
	assert_int_equal(bytes_in("Tras"), 1000);
	assert_true(quota_rule_for(base, RULES, SPAN("Spam"), &rule, &err));
	assert_true(rule.ignored);
	assert_int_equal(rule.limit.bytes, 0);
	assert_true(quota_rule_for(base, SPAN(""), SPAN("Spam"), &rule, &err));
	assert_false(rule.ignored);
}

static void test_quota_rule__no_limit_plus_something_is_none(void **state)
{
	const struct quota_limit none = { 0 };
	struct quota_rule rule;
	struct err err;

	(void)state;
	assert_true(quota_rule_for(none, RULES, SPAN("Trash"), &rule, &err));
	assert_int_equal(rule.limit.bytes, 0);
}

static void test_quota_rule__malformed_rule_is_named(void **state)
{
	const char *const bad[] = { "Trash",        "Trash:",
				    ":5M",          "Trash:+",
				    "Trash:5T",     "Trash:5MM",
				    "Trash:-5M",    "Trash:x",
				    "Ok:5,Trash:*", "Trash:20000000000G" };
	struct quota_rule rule;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(quota_rule_for(base, span_of(bad[i]),
					    SPAN("Other"), &rule, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
	}
	assert_non_null(strstr(err.text, "Trash:20000000000G"));
}

static void test_quota_rule__limit_itself_may_be_reached(void **state)
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_quota_rule__holds_for_the_whole_name_only),
		cmocka_unit_test(
			test_quota_rule__no_limit_plus_something_is_none),
		cmocka_unit_test(test_quota_rule__malformed_rule_is_named),
		cmocka_unit_test(test_quota_rule__limit_itself_may_be_reached),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
