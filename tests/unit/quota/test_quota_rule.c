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
	const char *const bad[] = { "Trash",         "Trash:",
				    ":5M",           "Trash:+",
				    "Trash:5X",      "Trash:5MM",
				    "Trash:-5M",     "Trash:x",
				    "Ok:5,Trash:*",  "Trash:storage=",
				    "X:messages=5K", "X:bytes=+",
				    "X:9999999%",    "Trash:20000000000G" };
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

static struct quota_limit limit_in(const char *rules, const char *mailbox)
{
	struct quota_rule rule;
	struct err err;

	assert_true(quota_rule_for(base, span_of(rules), span_of(mailbox),
				   &rule, &err));
	assert_false(rule.ignored);
	return rule.limit;
}

static void test_quota_rule__dovecots_form_is_understood(void **state)
{
	const char *rules = "Trash:storage=+100M:messages=+10%,"
			    "Sent:storage=5,Big:storage=200%:messages=0,"
			    "Raw:bytes=77,Tera:1t,A:B:messages=9";

	(void)state;
	assert_int_equal(limit_in(rules, "Trash").bytes, 1000 + (100 << 20));
	assert_int_equal(limit_in(rules, "Trash").messages, 7);
	assert_int_equal(limit_in(rules, "Sent").bytes, 5 << 10);
	assert_int_equal(limit_in(rules, "Sent").messages, 7);
	assert_int_equal(limit_in(rules, "Big").bytes, 2000);
	assert_int_equal(limit_in(rules, "Big").messages, 0);
	assert_int_equal(limit_in(rules, "Raw").bytes, 77);
	assert_int_equal(limit_in(rules, "Tera").bytes, UINT64_C(1) << 40);
	assert_int_equal(limit_in(rules, "A:B").messages, 9);
	assert_int_equal(limit_in(rules, "A").messages, 7);
}

static void test_quota_rule__star_ends_a_name(void **state)
{
	const char *rules = "Lists.*:50,Lists.big:60,In*:70";

	(void)state;
	assert_int_equal(limit_in(rules, "Lists.a").bytes, 50);
	assert_int_equal(limit_in(rules, "Lists.").bytes, 50);
	assert_int_equal(limit_in(rules, "Lists.big").bytes, 60);
	assert_int_equal(limit_in(rules, "Lists").bytes, 1000);
	assert_int_equal(limit_in(rules, "INBOX").bytes, 1000);
}

static void test_quota_rule__star_alone_is_the_account(void **state)
{
	const struct span rules = SPAN("*:storage=1G,Trash:+1G,*:messages=+3");
	struct quota_limit limit;
	struct err err;

	(void)state;
	assert_true(quota_rule_base(base, rules, &limit, &err));
	/* The last one holds, and adds to the account's own limit. */
	assert_int_equal(limit.bytes, 1000);
	assert_int_equal(limit.messages, 10);
	assert_true(quota_rule_base(base, SPAN(""), &limit, &err));
	assert_int_equal(limit.bytes, 1000);
	assert_false(quota_rule_base(base, SPAN("*:x"), &limit, &err));
	assert_int_equal(limit_in("*:5,X:6", "Y").bytes, 1000);
}

static void test_quota_rule__rules_can_be_walked(void **state)
{
	struct span rest = SPAN("*:5, Spam:ignore,,X:6");
	struct quota_rule rule;
	struct span mailbox;

	(void)state;
	assert_true(quota_rule_next(base, &rest, &mailbox, &rule));
	assert_true(span_eq(mailbox, SPAN("Spam")) && rule.ignored);
	assert_true(quota_rule_next(base, &rest, &mailbox, &rule));
	assert_true(span_eq(mailbox, SPAN("X")) && rule.limit.bytes == 6);
	assert_false(quota_rule_next(base, &rest, &mailbox, &rule));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_quota_rule__holds_for_the_whole_name_only),
		cmocka_unit_test(
			test_quota_rule__no_limit_plus_something_is_none),
		cmocka_unit_test(test_quota_rule__malformed_rule_is_named),
		cmocka_unit_test(test_quota_rule__dovecots_form_is_understood),
		cmocka_unit_test(test_quota_rule__star_ends_a_name),
		cmocka_unit_test(test_quota_rule__star_alone_is_the_account),
		cmocka_unit_test(test_quota_rule__rules_can_be_walked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
