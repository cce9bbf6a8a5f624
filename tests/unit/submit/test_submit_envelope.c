/* SPDX-License-Identifier: MIT */
/* What an envelope may hold. */
#include "submit/submit_envelope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"

typedef bool is(struct span text);

static void check(is *what, const char *const *good, const char *const *bad)
{
	for (; *good; good++)
		if (!what(span_of(*good)))
			fail_msg("'%s' is refused", *good);
	for (; *bad; bad++)
		if (what(span_of(*bad)))
			fail_msg("'%s' is taken", *bad);
}

static void test_submit_envelope__addresses_that_an_mta_can_take(void **state)
{
	static const char *const good[] = {
		"a",    "a@x", "\"a b, c\"@x", "\"q\\\"<\"@x", "\xc3\xbc@x",
		"-f@x", NULL
	};
	static const char *const bad[] = { "",      "a b@x", "a,b@x", "<a@x>",
					   "a\nb",  "\"a@x", "a\177", "a;b",
					   "a\t@x", "\"\\",  "a\r@x", NULL };
	char large[SUBMIT_ENVELOPE_PATH_MAX + 1];

	(void)state;
	check(submit_envelope_is_address, good, bad);
	memset(large, 'a', sizeof(large));
	assert_true(submit_envelope_is_address(
		span_make(large, SUBMIT_ENVELOPE_PATH_MAX)));
	assert_false(
		submit_envelope_is_address(span_make(large, sizeof(large))));
}

/* RFC 3461 4.1 to 4.4, RFC 6533 3 */
static void test_submit_envelope__parameters_of_dsn(void **state)
{
	static const char *const notify[] = { "NEVER", "never", "SUCCESS",
					      "success,Failure,DELAY", NULL };
	static const char *const no_notify[] = { "",
						 "NEVER,FAILURE",
						 "FAILURE,",
						 ",FAILURE",
						 "FAILURE,,DELAY",
						 "OFTEN",
						 "FAILURE DELAY",
						 NULL };
	static const char *const ret[] = { "FULL", "hdrs", NULL };
	static const char *const no_ret[] = { "", "SOME", "FULL ", NULL };
	static const char *const envid[] = { "QQ314159", "a+3Db+2B", "<x@y>",
					     NULL };
	static const char *const no_envid[] = { "",         "a b", "a=b",
						"a+",       "a+4", "a+zz",
						"\xc3\xbc", "a\n", NULL };
	static const char *const orcpt[] = { "rfc822;Carol@Ivory.EDU",
					     "x400;+2FC+3DUS+2F",
					     "utf-8;\xc3\xbc@x", NULL };
	static const char *const no_orcpt[] = {
		"",        "a@x",        ";a@x",
		"rfc822;", "rfc822;a b", "rfc822;\xc3\xbc@x",
		"r f;a@x", NULL
	};

	(void)state;
	check(submit_envelope_is_notify, notify, no_notify);
	check(submit_envelope_is_ret, ret, no_ret);
	check(submit_envelope_is_envid, envid, no_envid);
	check(submit_envelope_is_orcpt, orcpt, no_orcpt);
}

/* RFC 2852 4 */
static void test_submit_envelope__times_of_delivery(void **state)
{
	static const char *const bad[] = {
		"",   "120", "120;", "120;X",        "120;RTT", "120;RX",
		";R", "0;R", "-1;R", "1234567890;N", "1 2;N",   "--1;N"
	};
	int64_t seconds;
	char mode;
	bool trace;

	(void)state;
	assert_true(submit_envelope_parse_by(SPAN("120;R"), &seconds, &mode,
					     &trace));
	assert_int_equal(seconds, 120);
	assert_int_equal(mode, 'r');
	assert_false(trace);
	assert_true(submit_envelope_parse_by(SPAN("-999999999;nt"), &seconds,
					     &mode, &trace));
	assert_int_equal(seconds, -999999999);
	assert_int_equal(mode, 'n');
	assert_true(trace);
	assert_true(submit_envelope_parse_by(SPAN("+5;N"), &seconds, &mode,
					     &trace));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(submit_envelope_parse_by(span_of(bad[i]), &seconds,
						      &mode, &trace));
}

static void test_submit_envelope__what_it_needs(void **state)
{
	struct submit_recipient to[] = { { .address = SPAN("a@x") },
					 { .address = SPAN("b@x") } };
	struct submit_envelope e = { .sender = SPAN("s@x"),
				     .recipient = to,
				     .recipient_count = 2 };

	(void)state;
	assert_true(submit_envelope_is_sound(&e));
	assert_false(submit_envelope_has_dsn(&e));
	assert_false(submit_envelope_needs_time(&e));
	assert_false(submit_envelope_has_utf8(&e));
	e.by = SPAN("5;N");
	assert_false(submit_envelope_needs_time(&e));
	e.by = SPAN("5;RT");
	assert_true(submit_envelope_needs_time(&e));
	assert_false(submit_envelope_has_dsn(&e));
	to[1].notify = SPAN("NEVER");
	assert_true(submit_envelope_has_dsn(&e));
	to[1].address = SPAN("\xc3\xbc@x");
	assert_true(submit_envelope_has_utf8(&e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_submit_envelope__addresses_that_an_mta_can_take),
		cmocka_unit_test(test_submit_envelope__parameters_of_dsn),
		cmocka_unit_test(test_submit_envelope__times_of_delivery),
		cmocka_unit_test(test_submit_envelope__what_it_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
