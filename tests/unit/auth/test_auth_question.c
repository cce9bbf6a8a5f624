/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_question.h"

static void test_auth_question__lines_are_read(void **state)
{
	struct auth_question q;
	struct err err;

	(void)state;
	assert_true(auth_question_parse(SPAN("VERSION\t1\t9"), &q, &err));
	assert_int_equal(q.kind, AUTH_QUESTION_VERSION);
	assert_true(auth_question_parse(SPAN("USER\t3\ta\001tb\tservice=lmtp"),
					&q, &err));
	assert_int_equal(q.kind, AUTH_QUESTION_USER);
	assert_int_equal(q.id, 3);
	assert_string_equal(q.user, "a\tb");
	assert_true(auth_question_parse(SPAN("LIMITS\t5\ta\tgrant=0f\t"
					     "quota_bytes=7\t"
					     "quota_messages=0"),
					&q, &err));
	assert_int_equal(q.kind, AUTH_QUESTION_LIMITS);
	assert_string_equal(q.user, "a");
	assert_string_equal(q.grant, "0f");
	assert_int_equal(q.limits.bytes, 7);
	assert_int_equal(q.limits.messages, 0);
	assert_true(auth_question_parse(SPAN("LIST\t4"), &q, &err));
	assert_int_equal(q.kind, AUTH_QUESTION_LIST);
	assert_int_equal(q.id, 4);
}

static void test_auth_question__an_impossible_name_is_empty(void **state)
{
	struct auth_question q;
	struct err err;

	(void)state;
	assert_true(auth_question_parse(SPAN("USER\t3\ta\001"
					     "0b"),
					&q, &err));
	assert_string_equal(q.user, "");
	assert_true(auth_question_parse(SPAN("USER\t3\t"), &q, &err));
	assert_string_equal(q.user, "");
}

static void test_auth_question__malformed_lines_are_refused(void **state)
{
	static const struct span bad[] = {
		SPAN(""),
		SPAN("USER"),
		SPAN("USER\t1"),
		SPAN("USER\tx\ta"),
		SPAN("VERSION\t2\t1"),
		SPAN("FAIL\t1\ta"),
		SPAN("user\t1\ta"),
		SPAN("LIMITS\t1\ta"),
		SPAN("LIMITS\t1\ta\tgrant=x\tquota_bytes=1"),
		SPAN("LIMITS\t1\ta\tquota_bytes=1\tquota_messages=1"),
		SPAN("LIMITS\t1\ta\tgrant=x\tquota_bytes=-1\tquota_messages=1"),
		SPAN("LIMITS\t1\ta\tgrant=x\tquota_bytes=1\tquota_messages="
		     "4294967296"),
	};
	struct auth_question q;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(auth_question_parse(bad[i], &q, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_question__lines_are_read),
		cmocka_unit_test(
			test_auth_question__an_impossible_name_is_empty),
		cmocka_unit_test(
			test_auth_question__malformed_lines_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
