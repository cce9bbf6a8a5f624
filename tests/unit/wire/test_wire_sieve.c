/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "wire/wire_sieve.h"

static void assert_string(struct span text, const char *wanted)
{
	auto_buf struct buf out;

	buf_init(&out, 10000);
	wire_sieve_add_string(&out, text);
	assert_string_equal(buf_str(&out), wanted);
}

static void test_wire_sieve__strings_are_quoted_if_that_can_be(void **state)
{
	char longest[1025];
	auto_buf struct buf out;

	(void)state;
	assert_string(SPAN(""), "\"\"");
	assert_string(SPAN("a\"b\\c"), "\"a\\\"b\\\\c\"");
	assert_string(SPAN("\xc3\xbc"), "\"\xc3\xbc\"");
	assert_string(SPAN("\xff"), "{1}\r\n\xff");
	assert_string(SPAN("a\r\nb"), "{4}\r\na\r\nb");
	memset(longest, 'x', sizeof(longest));
	buf_init(&out, 10000);
	wire_sieve_add_string(&out, span_make(longest, 1024));
	assert_int_equal(out.ptr[0], '"');
	buf_reset(&out);
	wire_sieve_add_string(&out, span_make(longest, 1025));
	assert_int_equal(out.ptr[0], '{');
}

/* RFC 5804 2.8 has both forms of the text. */
static void test_wire_sieve__responses(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	wire_sieve_add_response(&out, WIRE_SIEVE_OK, NULL, SPAN(""));
	wire_sieve_add_response(&out, WIRE_SIEVE_NO, "NONEXISTENT",
				SPAN("There is no script by that name"));
	wire_sieve_add_response(&out, WIRE_SIEVE_BYE, NULL, SPAN("a\r\nb"));
	wire_sieve_add_ok(&out, "SASL", SPAN("dj0x"), SPAN(""));
	wire_sieve_add_capability(&out, "STARTTLS", span_make(NULL, 0));
	wire_sieve_add_capability(&out, "SASL", SPAN(""));
	assert_string_equal(
		buf_str(&out),
		"OK\r\n"
		"NO (NONEXISTENT) \"There is no script by that name\"\r\n"
		"BYE {4}\r\na\r\nb\r\n"
		"OK (SASL \"dj0x\")\r\n"
		"\"STARTTLS\"\r\n"
		"\"SASL\" \"\"\r\n");
}

static void test_wire_sieve__arguments(void **state)
{
	auto_arena struct arena arena = { 0 };
	struct span rest = SPAN(" \"a\\\"\" {3+}\r\nx\ny \"\"");
	struct span text;

	(void)state;
	assert_true(wire_sieve_take_argument(&rest, &arena, &text));
	assert_true(span_eq(text, SPAN("a\"")));
	assert_true(wire_sieve_take_argument(&rest, &arena, &text));
	assert_true(span_eq(text, SPAN("x\ny")));
	assert_true(wire_sieve_take_argument(&rest, &arena, &text));
	assert_int_equal(text.len, 0);
	assert_false(wire_sieve_take_argument(&rest, &arena, &text));
	rest = SPAN("\"a\"");
	assert_false(wire_sieve_take_argument(&rest, &arena, &text));
	rest = SPAN(" atom");
	assert_false(wire_sieve_take_argument(&rest, &arena, &text));
	assert_int_equal(rest.len, 5);
}

static void test_wire_sieve__noop(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_true(wire_sieve_add_noop(&out, SPAN("")));
	assert_true(wire_sieve_add_noop(&out, SPAN(" \"42\"")));
	assert_true(wire_sieve_add_noop(&out, SPAN(" \"\"")));
	assert_false(wire_sieve_add_noop(&out, SPAN(" ")));
	assert_false(wire_sieve_add_noop(&out, SPAN(" \"a\" \"b\"")));
	assert_string_equal(buf_str(&out), "OK \"Nothing done.\"\r\n"
					   "OK (TAG \"42\") \"Done.\"\r\n"
					   "OK (TAG \"\") \"Done.\"\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_wire_sieve__strings_are_quoted_if_that_can_be),
		cmocka_unit_test(test_wire_sieve__responses),
		cmocka_unit_test(test_wire_sieve__arguments),
		cmocka_unit_test(test_wire_sieve__noop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
