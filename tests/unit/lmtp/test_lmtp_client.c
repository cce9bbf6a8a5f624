/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lmtp/lmtp_client.h"

static bool forward(const char *arguments, struct lmtp_client *io)
{
	return lmtp_client_read(LMTP_CLIENT_XFORWARD, span_of(arguments), io);
}

static bool introduce(const char *arguments, struct lmtp_client *io)
{
	return lmtp_client_read(LMTP_CLIENT_XCLIENT, span_of(arguments), io);
}

/* The examples of Postfix' XFORWARD_README and XCLIENT_README. */
static void test_lmtp_client__what_is_told_adds_up(void **state)
{
	struct lmtp_client c = { .name = "" };

	(void)state;
	assert_true(forward("NAME=spike.example ADDR=168.100.189.2 PROTO=ESMTP",
			    &c));
	assert_true(forward("HELO=spike.example ident=4XyZ SOURCE=REMOTE "
			    "PORT=1234",
			    &c));
	assert_string_equal(c.name, "spike.example");
	assert_string_equal(c.addr, "168.100.189.2");
	assert_string_equal(c.helo, "spike.example");
	assert_string_equal(c.ident, "4XyZ");
	assert_true(introduce("NAME=[UNAVAILABLE] ADDR=IPV6:2001:DB8::1 "
			      "HELO=[TEMPUNAVAIL] PORT=[UNAVAILABLE]",
			      &c));
	assert_string_equal(c.name, "");
	assert_string_equal(c.addr, "2001:db8::1");
	assert_string_equal(c.helo, "");
	assert_true(introduce("ADDR=[UNAVAILABLE]  NAME=a+20b+2Bc ", &c));
	assert_string_equal(c.addr, "");
	assert_string_equal(c.name, "a b+c");
}

static void test_lmtp_client__who_is_known_best_counts(void **state)
{
	struct lmtp_client none = { .name = "" };
	struct lmtp_client direct = { .name = "" };
	struct lmtp_client forwarded = { .name = "" };

	(void)state;
	assert_true(introduce("NAME=mx.example ADDR=192.0.2.1", &direct));
	assert_true(forward("NAME=[UNAVAILABLE] ADDR=192.0.2.2", &forwarded));
	assert_true(span_eq(lmtp_client_address(&none, &none, "192.0.2.3"),
			    SPAN("192.0.2.3")));
	assert_true(span_eq(lmtp_client_name(&none, &none), SPAN("")));
	assert_true(span_eq(lmtp_client_address(&none, &direct, "192.0.2.3"),
			    SPAN("192.0.2.1")));
	assert_true(
		span_eq(lmtp_client_name(&none, &direct), SPAN("mx.example")));
	assert_true(span_eq(lmtp_client_address(&forwarded, &direct, ""),
			    SPAN("192.0.2.2")));
	assert_true(span_eq(lmtp_client_name(&forwarded, &direct), SPAN("")));
}

static void test_lmtp_client__malformed_ones_change_nothing(void **state)
{
	static const char *const bad[] = {
		"",
		"NAME",
		"NAME=x+0Ay",
		"NAME=x+",
		"NAME=x ADDR=1.2.3",
		"ADDR=192.0.2.0/24",
		"ADDR=IPV6:x",
		"PORT=65536",
		"PORT=x",
		"LOGIN=x",
		"NAME=x IDENT=y",
		"=x",
	};
	char longest[400] = "NAME=";
	struct lmtp_client c = { .name = "before" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(introduce(bad[i], &c));
	memset(longest + 5, 'x', sizeof(longest) - 6);
	assert_false(introduce(longest, &c));
	assert_string_equal(c.name, "before");
	assert_string_equal(c.addr, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lmtp_client__what_is_told_adds_up),
		cmocka_unit_test(test_lmtp_client__who_is_known_best_counts),
		cmocka_unit_test(
			test_lmtp_client__malformed_ones_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
