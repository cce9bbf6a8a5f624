/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wire/wire_pop3.h"

static void check(const char *line, const char *verb, const char *args)
{
	struct span rest;

	assert_true(span_eq(wire_pop3_take_verb(span_of(line), &rest),
			    span_of(verb)));
	assert_true(span_eq(rest, span_of(args)));
}

static void test_wire_pop3__splits_a_line(void **state)
{
	(void)state;
	check("STAT", "STAT", "");
	check("LIST 1", "LIST", "1");
	check("TOP  1   2  ", "TOP", "1   2");
	check("", "", "");
	check(" x", "", "x");
	check("   ", "", "");
}

static void test_wire_pop3__takes_numbers(void **state)
{
	struct span args = SPAN("12  4294967295 99999999999999999999 x");
	uint32_t number;

	(void)state;
	assert_true(wire_pop3_take_number(&args, &number));
	assert_int_equal(number, 12);
	assert_true(wire_pop3_take_number(&args, &number));
	assert_int_equal(number, UINT32_MAX);
	assert_true(wire_pop3_take_number(&args, &number));
	assert_int_equal(number, UINT32_MAX);
	assert_false(wire_pop3_take_number(&args, &number));
	args = SPAN("");
	assert_false(wire_pop3_take_number(&args, &number));
	args = SPAN("-1");
	assert_false(wire_pop3_take_number(&args, &number));
	args = SPAN("1x");
	assert_false(wire_pop3_take_number(&args, &number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire_pop3__splits_a_line),
		cmocka_unit_test(test_wire_pop3__takes_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
