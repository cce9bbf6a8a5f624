/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_header.h"

static void check_field(struct span *rest, const char *name, const char *value,
			const char *raw)
{
	struct mime_field f;

	assert_true(mime_header_next(rest, &f));
	assert_true(span_eq(f.name, span_of(name)));
	assert_true(span_eq(f.value, span_of(value)));
	assert_true(span_eq(f.raw, span_of(raw)));
}

static void test_mime_header__fields_come_with_continuations(void **state)
{
	struct span rest = SPAN("A: 1\r\nB : x\r\n\ty\r\nC:\n\nD: body\n");
	struct mime_field f;

	(void)state;
	check_field(&rest, "A", " 1", "A: 1\r\n");
	check_field(&rest, "B", " x\r\n\ty", "B : x\r\n\ty\r\n");
	check_field(&rest, "C", "", "C:\n");
	assert_false(mime_header_next(&rest, &f));
}

static void test_mime_header__lines_that_are_no_field_are_skipped(void **state)
{
	struct span rest = SPAN(" stray\nFrom me Mon 1 00:00:00\n: x\nnothing\n"
				" more\nTo: you");
	struct mime_field f;

	(void)state;
	check_field(&rest, "To", " you", "To: you");
	assert_false(mime_header_next(&rest, &f));
}

static void test_mime_header__find_takes_the_first_in_any_case(void **state)
{
	struct mime_field f;
	struct span header = SPAN("X: 0\nSUBJECT: 1\nSubject: 2\n");

	(void)state;
	assert_true(mime_header_find(header, SPAN("subject"), &f));
	assert_true(span_eq(f.value, SPAN(" 1")));
	assert_false(mime_header_find(header, SPAN("sub"), &f));
}

static void test_mime_header__length_has_the_empty_line(void **state)
{
	(void)state;
	assert_int_equal(mime_header_length(SPAN("A: b\n\nx")), 6);
	assert_int_equal(mime_header_length(SPAN("A: b\r\n\r\nx")), 8);
	assert_int_equal(mime_header_length(SPAN("A: b\r\n\nx")), 7);
	assert_int_equal(mime_header_length(SPAN("\nx")), 1);
	assert_int_equal(mime_header_length(SPAN("A: b\nno end")), 11);
	assert_int_equal(mime_header_length(SPAN("")), 0);
	assert_true(mime_header_is_closed(SPAN("A: b\n\n")));
	assert_true(mime_header_is_closed(SPAN("A: b\r\n\r\n")));
	assert_true(mime_header_is_closed(SPAN("\n")));
	assert_false(mime_header_is_closed(SPAN("A: b\r\n")));
	assert_false(mime_header_is_closed(SPAN("")));
}

static void check_decode(const char *value, const char *want)
{
	auto_buf struct buf out;

	buf_init(&out, 10000);
	mime_header_decode(&out, span_of(value));
	assert_string_equal(buf_str(&out), want);
}

/* The examples of RFC 2047 section 8. */
static void test_mime_header__words_of_rfc_2047_decode(void **state)
{
	(void)state;
	check_decode("(=?ISO-8859-1?Q?a?=)", "(a)");
	check_decode("(=?ISO-8859-1?Q?a?= b)", "(a b)");
	check_decode("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)");
	check_decode("(=?ISO-8859-1?Q?a?=  \r\n   =?ISO-8859-1?Q?b?=)", "(ab)");
	check_decode("(=?ISO-8859-1?Q?a_b?=)", "(a b)");
	check_decode("(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a b)");
	check_decode("=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <k@dkuug.dk>",
		     "Keld J\xc3\xb8rn Simonsen <k@dkuug.dk>");
	check_decode("=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\n"
		     " =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
		     "If you can read this you understand the example.");
}

static void test_mime_header__a_character_cut_in_two_is_joined(void **state)
{
	(void)state;
	check_decode("=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "\xc3\xa4");
	check_decode("=?utf-8?b?w6Q=?==?UTF-8?B?w7Y=?=", "\xc3\xa4\xc3\xb6");
}

static void test_mime_header__other_charsets_become_utf8(void **state)
{
	(void)state;
	check_decode("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=",
		     "\xe6\x97\xa5\xe6\x9c\xac");
	check_decode("=?koi8-r?b?8NLJ18XU?=",
		     "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82");
	check_decode("=?gb2312*zh?B?1tDOxA==?=", "\xe4\xb8\xad\xe6\x96\x87");
}

static void test_mime_header__what_is_no_word_stays(void **state)
{
	(void)state;
	check_decode("=?utf-8?x?abc?=", "=?utf-8?x?abc?=");
	check_decode("=?utf-8?q?abc", "=?utf-8?q?abc");
	check_decode("a \xff b", "a \xef\xbf\xbd b");
}

static void test_mime_header__a_fold_is_one_space(void **state)
{
	(void)state;
	check_decode(" \r\n\tx\r\n\ty ", "x y");
	check_decode("two  \n   words\tand  more", "two words\tand  more");
	check_decode("a\n \n b", "a b");
}

/* RFC 2047 6.2 */
static void test_mime_header__an_unknown_charset_is_read_as_can_be(void **state)
{
	(void)state;
	check_decode("=?none-such?q?a=20b?=  c", "a b  c");
	check_decode("=?x-unknown?b?w6Q=?= =?x-unknown?q?=E4?=",
		     "\xc3\xa4\xef\xbf\xbd");
}

static void check_addresses(const char *value, const char *want)
{
	auto_buf struct buf out;

	buf_init(&out, 10000);
	mime_address_text(&out, span_of(value));
	assert_string_equal(buf_str(&out), want);
}

static void test_mime_header__address_text_is_for_searching(void **state)
{
	(void)state;
	check_addresses("=?utf-8?q?J=C3=B6rg?= <j@x.org>, b@y, "
			"list: c@z (Carl);",
			"J\xc3\xb6rg <j@x.org>, <b@y>, Carl <c@z>");
	check_addresses("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_mime_header__fields_come_with_continuations),
		cmocka_unit_test(
			test_mime_header__lines_that_are_no_field_are_skipped),
		cmocka_unit_test(
			test_mime_header__find_takes_the_first_in_any_case),
		cmocka_unit_test(test_mime_header__length_has_the_empty_line),
		cmocka_unit_test(test_mime_header__a_fold_is_one_space),
		cmocka_unit_test(
			test_mime_header__an_unknown_charset_is_read_as_can_be),
		cmocka_unit_test(test_mime_header__words_of_rfc_2047_decode),
		cmocka_unit_test(
			test_mime_header__a_character_cut_in_two_is_joined),
		cmocka_unit_test(test_mime_header__other_charsets_become_utf8),
		cmocka_unit_test(test_mime_header__what_is_no_word_stays),
		cmocka_unit_test(
			test_mime_header__address_text_is_for_searching),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
