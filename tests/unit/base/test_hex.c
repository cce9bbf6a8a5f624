/* SPDX-License-Identifier: MIT */
#include "base/hex.h"

#include "base/auto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_hex__a_byte_has_two_digits_of_any_case(void **state)
{
	(void)state;
	assert_int_equal(hex_byte(SPAN("00")), 0);
	assert_int_equal(hex_byte(SPAN("fFx")), 255);
	assert_int_equal(hex_byte(SPAN("a9")), 0xa9);
	assert_int_equal(hex_byte(SPAN("9")), -1);
	assert_int_equal(hex_byte(SPAN("")), -1);
	assert_int_equal(hex_byte(SPAN("g0")), -1);
	assert_int_equal(hex_byte(SPAN("0G")), -1);
	assert_int_equal(hex_byte(SPAN("0\0")), -1);
	assert_int_equal(hex_byte(SPAN("/:")), -1);
	assert_int_equal(hex_byte(SPAN("@`")), -1);
}

static void test_hex__bytes_are_as_many_as_asked_for(void **state)
{
	uint8_t bytes[2];

	(void)state;
	assert_true(hex_parse(SPAN("12aB"), bytes, 2));
	assert_memory_equal(bytes, "\x12\xab", 2);
	assert_false(hex_parse(SPAN("12a"), bytes, 2));
	assert_false(hex_parse(SPAN("12abc"), bytes, 2));
	assert_false(hex_parse(SPAN("12abcd"), bytes, 2));
	assert_false(hex_parse(SPAN("12x0"), bytes, 2));
	assert_true(hex_parse(SPAN(""), bytes, 0));
}

static void check_unescape(struct span text, char mark, bool good,
			   struct span plain)
{
	auto_buf struct buf out;

	buf_init(&out, 100);
	assert_int_equal(hex_unescape(&out, text, mark), good);
	assert_true(span_eq(buf_span(&out), plain));
}

static void test_hex__a_mark_with_digits_is_a_byte(void **state)
{
	(void)state;
	check_unescape(SPAN(""), '%', true, SPAN(""));
	check_unescape(SPAN("a+20b%"), '+', true, SPAN("a b%"));
	check_unescape(SPAN("%41%2b%00"), '%', true, SPAN("A+\0"));
	check_unescape(SPAN("%2541"), '%', true, SPAN("%41"));
}

static void test_hex__a_mark_without_digits_stands_for_itself(void **state)
{
	(void)state;
	check_unescape(SPAN("%"), '%', false, SPAN("%"));
	check_unescape(SPAN("a%4"), '%', false, SPAN("a%4"));
	check_unescape(SPAN("%%41"), '%', false, SPAN("%A"));
	check_unescape(SPAN("%zz%41"), '%', false, SPAN("%zzA"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hex__a_byte_has_two_digits_of_any_case),
		cmocka_unit_test(test_hex__bytes_are_as_many_as_asked_for),
		cmocka_unit_test(test_hex__a_mark_with_digits_is_a_byte),
		cmocka_unit_test(
			test_hex__a_mark_without_digits_stands_for_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
