/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "sieve/sieve_date.h"

/* 2007-02-26 14:30:05 UTC, a Monday */
static const int64_t when = 1172500205;

static void assert_part(const char *part, int64_t utc, int32_t zone,
			const char *expected)
{
	struct buf out;

	buf_init(&out, 100);
	assert_true(sieve_date_has_part(span_of(part)));
	sieve_date_write(&out, span_of(part), utc, zone);
	assert_string_equal(buf_str(&out), expected);
	buf_release(&out);
}

static void test_sieve_date__parts_are_as_rfc_5260_has_them(void **state)
{
	(void)state;
	assert_part("year", when, 0, "2007");
	assert_part("month", when, 0, "02");
	assert_part("day", when, 0, "26");
	assert_part("date", when, 0, "2007-02-26");
	assert_part("julian", when, 0, "54157");
	assert_part("hour", when, 0, "14");
	assert_part("minute", when, 0, "30");
	assert_part("second", when, 0, "05");
	assert_part("time", when, 0, "14:30:05");
	assert_part("iso8601", when, 0, "2007-02-26T14:30:05Z");
	assert_part("std11", when, 0, "Mon, 26 Feb 2007 14:30:05 +0000");
	assert_part("zone", when, 0, "+0000");
	assert_part("weekday", when, 0, "1");
	assert_part("WeekDay", when, 0, "1");
}

static void test_sieve_date__zones_move_all_parts(void **state)
{
	(void)state;
	assert_part("iso8601", when, 9 * 60 + 30, "2007-02-27T00:00:05+09:30");
	assert_part("julian", when, 9 * 60 + 30, "54158");
	assert_part("weekday", when, 9 * 60 + 30, "2");
	assert_part("zone", when, -(3 * 60 + 30), "-0330");
	assert_part("iso8601", when, -15 * 60, "2007-02-25T23:30:05-15:00");
	assert_part("std11", when, -300, "Mon, 26 Feb 2007 09:30:05 -0500");
}

static void test_sieve_date__days_before_1970_count_downwards(void **state)
{
	(void)state;
	assert_part("julian", -1, 0, "40586");
	assert_part("julian", 0, 0, "40587");
	assert_part("julian", -86400, 0, "40586");
	assert_part("date", -86401, 0, "1969-12-30");
}

static void test_sieve_date__an_unknown_part_is_nothing(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	assert_false(sieve_date_has_part(SPAN("century")));
	assert_false(sieve_date_has_part(SPAN("")));
	sieve_date_write(&out, SPAN("century"), when, 0);
	assert_string_equal(buf_str(&out), "");
	buf_release(&out);
}

static void test_sieve_date__zones_have_a_sign_and_four_digits(void **state)
{
	static const char *const bad[] = { "",      "0500",  "+500",   "+05:00",
					   "+0560", "+a500", "-05000", "EST" };
	int32_t zone;

	(void)state;
	assert_true(sieve_date_parse_zone(SPAN("+0530"), &zone));
	assert_int_equal(zone, 330);
	assert_true(sieve_date_parse_zone(SPAN("-0500"), &zone));
	assert_int_equal(zone, -300);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(sieve_date_parse_zone(span_of(bad[i]), &zone));
}

static void test_sieve_date__received_has_its_date_at_the_end(void **state)
{
	int64_t utc;
	int32_t zone;

	(void)state;
	assert_true(sieve_date_of_field(
		SPAN("from a (x; y) by b; id c;\r\n Mon, 26 Feb 2007 09:30:05 "
		     "-0500 (EST)"),
		&utc, &zone));
	assert_true(utc == when);
	assert_int_equal(zone, -300);
	assert_true(sieve_date_of_field(SPAN(" 26 Feb 2007 14:30:05 +0000"),
					&utc, &zone));
	assert_true(utc == when);
	assert_false(sieve_date_of_field(SPAN("from a by b"), &utc, &zone));
	assert_false(sieve_date_of_field(SPAN(""), &utc, &zone));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_sieve_date__parts_are_as_rfc_5260_has_them),
		cmocka_unit_test(test_sieve_date__zones_move_all_parts),
		cmocka_unit_test(
			test_sieve_date__days_before_1970_count_downwards),
		cmocka_unit_test(test_sieve_date__an_unknown_part_is_nothing),
		cmocka_unit_test(
			test_sieve_date__zones_have_a_sign_and_four_digits),
		cmocka_unit_test(
			test_sieve_date__received_has_its_date_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
