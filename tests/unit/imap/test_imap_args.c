/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_args.h"

static bool date(const char *text, int64_t *out)
{
	auto_arena struct arena arena;
	struct span rest = span_of(text);

	arena_init(&arena);
	return imap_args_date(&rest, &arena, out) && rest.len == 0;
}

static bool date_time(const char *text, int64_t *out)
{
	auto_arena struct arena arena;
	struct span rest = span_of(text);

	arena_init(&arena);
	return imap_args_date_time(&rest, &arena, out) && rest.len == 0;
}

static void test_imap_args__dates_become_days(void **state)
{
	int64_t day;

	(void)state;
	assert_true(date("1-Jan-1970", &day));
	assert_int_equal(day, 0);
	assert_true(date("\"02-feb-1970\"", &day));
	assert_int_equal(day, 32);
	assert_true(date("29-Feb-2024", &day));
	assert_int_equal(day, 19782);
	assert_true(date("31-Dec-1969", &day));
	assert_int_equal(day, -1);
}

static void test_imap_args__impossible_dates_are_refused(void **state)
{
	static const char *const bad[] = { "",
					   "30-Feb-2024",
					   "0-Jan-2024",
					   "32-Jan-2024",
					   "1-Foo-2024",
					   "1-Jan-24",
					   "1-Jan-20245",
					   "1 Jan 2024",
					   "-1-Jan-2024",
					   "1-Ja" };
	int64_t day;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(date(bad[i], &day));
}

static void test_imap_args__date_time_knows_its_zone(void **state)
{
	int64_t seconds;

	(void)state;
	assert_true(date_time("\" 1-Jan-1970 09:00:00 +0900\"", &seconds));
	assert_int_equal(seconds, 0);
	assert_true(date_time("\"31-Dec-1969 19:00:01 -0500\"", &seconds));
	assert_int_equal(seconds, 1);
	assert_true(date_time("\"01-Jan-1970 05:45:00 +0545\"", &seconds));
	assert_int_equal(seconds, 0);
	assert_false(date_time("\"01-Jan-1970 24:00:00 +0000\"", &seconds));
	assert_false(date_time("\"01-Jan-1970 00:00:00 GMT\"", &seconds));
	assert_false(date_time("\"01-Jan-1970 00:00:00 +000\"", &seconds));
	assert_false(date_time("01-Jan-1970", &seconds));
}

static void test_imap_args__mailboxes_are_modified_utf7(void **state)
{
	struct imap_session session = { 0 };
	struct span rest = SPAN(" Entw&APw-rfe inBOX \"a b\" &bad");
	struct span name;

	(void)state;
	arena_init(&session.arena);
	assert_true(imap_args_mailbox(&session, &rest, &name));
	assert_true(span_eq(name, SPAN("Entw\xc3\xbcrfe")));
	assert_true(imap_args_mailbox(&session, &rest, &name));
	assert_true(span_eq(name, SPAN("INBOX")));
	assert_true(imap_args_mailbox(&session, &rest, &name));
	assert_true(span_eq(name, SPAN("a b")));
	assert_false(imap_args_mailbox(&session, &rest, &name));
	assert_true(span_eq(rest, SPAN(" &bad")));
	arena_release(&session.arena);
}

static void test_imap_args__names_are_utf8_where_enabled(void **state)
{
	struct imap_session session = { .enabled = IMAP_ENABLED_UTF8 };
	auto_buf struct buf out;
	struct span rest = SPAN(" \"Entw\xc3\xbcrfe\" a&APw-b \"\xff\"");
	struct span name;

	(void)state;
	arena_init(&session.arena);
	buf_init(&out, 1000);
	assert_true(imap_args_mailbox(&session, &rest, &name));
	assert_true(span_eq(name, SPAN("Entw\xc3\xbcrfe")));
	imap_args_add_mailbox(&session, &out, name);
	assert_string_equal(buf_str(&out), "\"Entw\xc3\xbcrfe\"");
	assert_true(imap_args_mailbox(&session, &rest, &name));
	assert_true(span_eq(name, SPAN("a&APw-b")));
	assert_false(imap_args_mailbox(&session, &rest, &name));
	/* U+2028, U+0085 and controls are in no name. */
	rest = SPAN(" \"\xe2\x80\xa8\"");
	assert_false(imap_args_mailbox(&session, &rest, &name));
	rest = SPAN(" \"\xc2\x85\"");
	assert_false(imap_args_mailbox(&session, &rest, &name));
	rest = SPAN(" {1}\r\n\t");
	assert_false(imap_args_mailbox(&session, &rest, &name));
	arena_release(&session.arena);
}

static void test_imap_args__names_go_back_to_the_wire(void **state)
{
	const struct imap_session session = { 0 };
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	imap_args_add_mailbox(&session, &out, SPAN("Entw\xc3\xbcrfe & x"));
	assert_string_equal(buf_str(&out), "\"Entw&APw-rfe &- x\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_args__dates_become_days),
		cmocka_unit_test(test_imap_args__impossible_dates_are_refused),
		cmocka_unit_test(test_imap_args__date_time_knows_its_zone),
		cmocka_unit_test(test_imap_args__mailboxes_are_modified_utf7),
		cmocka_unit_test(test_imap_args__names_are_utf8_where_enabled),
		cmocka_unit_test(test_imap_args__names_go_back_to_the_wire),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
