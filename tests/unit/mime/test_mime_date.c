/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "mime/mime_header.h"

static void check(const char *text, int64_t want_utc, int32_t want_zone)
{
	int64_t utc = 0;
	int32_t zone = 0;

	assert_true(mime_date_parse(span_of(text), &utc, &zone));
	assert_int_equal(utc, want_utc);
	assert_int_equal(zone, want_zone);
}

static void check_bad(const char *text)
{
	int64_t utc;
	int32_t zone;

	assert_false(mime_date_parse(span_of(text), &utc, &zone));
}

/* RFC 5322 appendix A. */
static void test_mime_date__examples_of_the_rfc_parse(void **state)
{
	(void)state;
	check("Fri, 21 Nov 1997 09:55:06 -0600", 880127706, -360);
	check("Tue, 1 Jul 2003 10:52:37 +0200", 1057049557, 120);
	check("Thu, 13 Feb 1969 23:32:54 -0330", -27723426, -210);
	check("21 Nov 97 09:55:06 GMT", 880106106, 0);
	check("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", 880127706,
	      -360);
	check("Thu,\r\n      13\r\n        Feb\r\n          1969\r\n"
	      "      23:32\r\n               -0330 (Newfoundland Time)",
	      -27723480, -210);
}

static void test_mime_date__obsolete_forms_parse(void **state)
{
	(void)state;
	check("1 Jan 70 00:00:00 +0000", 0, 0);
	check("1 Jan 100 00:00:00 +0000", 946684800, 0);
	check("1 Jan 49 00:00 EST", 2493090000, -300);
	check("1 Jan 2000 00:00:00 Z", 946684800, 0);
	check("1 Jan 2000 00:00:00", 946684800, 0);
	check("Sat, 01-Jan-2000 00:00:00 PDT", 946710000, -420);
	check("29 Feb 2000 23:59:60 +0000", 951868799, 0);
}

static void test_mime_date__nonsense_is_refused(void **state)
{
	(void)state;
	check_bad("");
	check_bad("yesterday");
	check_bad("30 Feb 2000 00:00:00 +0000");
	check_bad("29 Feb 2100 00:00:00 +0000");
	check_bad("0 Jan 2000 00:00:00 +0000");
	check_bad("1 Foo 2000 00:00:00 +0000");
	check_bad("1 Jan 20000 00:00:00 +0000");
}

/* RFC 5256 2.2. */
static void test_mime_date__a_day_is_enough(void **state)
{
	(void)state;
	check("1 Jan 2000", 946684800, 0);
	check("1 Jan 2000 (open", 946684800, 0);
	check("1 Jan 2000 24:00:00 +0100", 946684800, 0);
	check("1 Jan 2000 00:60:00 +0000", 946684800, 0);
	check("1 Jan 2000 12:00:00 +99:99", 946728000, 0);
}

static void check_write(int64_t utc, int32_t zone, const char *want)
{
	auto_buf struct buf out;

	buf_init(&out, 100);
	mime_date_write(&out, utc, zone);
	assert_string_equal(buf_str(&out), want);
}

static void test_mime_date__writes_what_it_reads(void **state)
{
	(void)state;
	check_write(880127706, -360, "Fri, 21 Nov 1997 09:55:06 -0600");
	check_write(1795276923, 540, "Sun, 22 Nov 2026 01:02:03 +0900");
	check_write(0, 0, "Thu, 01 Jan 1970 00:00:00 +0000");
	check_write(-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000");
	check_write(951782400, 0, "Tue, 29 Feb 2000 00:00:00 +0000");
	check_write(-27723480, -210, "Thu, 13 Feb 1969 23:32:00 -0330");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mime_date__examples_of_the_rfc_parse),
		cmocka_unit_test(test_mime_date__obsolete_forms_parse),
		cmocka_unit_test(test_mime_date__a_day_is_enough),
		cmocka_unit_test(test_mime_date__nonsense_is_refused),
		cmocka_unit_test(test_mime_date__writes_what_it_reads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
