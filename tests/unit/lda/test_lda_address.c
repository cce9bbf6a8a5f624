/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lda/lda_address.h"

static bool same(struct span got, const char *wanted)
{
	return span_eq(got, span_of(wanted));
}

static void test_lda_address__brackets_are_taken_off(void **state)
{
	(void)state;
	assert_true(same(lda_address_of(SPAN("<a@b>")), "a@b"));
	assert_true(same(lda_address_of(SPAN(" a@b\n")), "a@b"));
	assert_true(same(lda_address_of(SPAN("<>")), ""));
	assert_true(same(lda_address_of(SPAN("<")), "<"));
}

static void test_lda_address__spaces_in_quotes_belong_to_it(void **state)
{
	(void)state;
	assert_true(same(lda_address_first(SPAN("a@b Sun")), "a@b"));
	assert_true(same(lda_address_first(SPAN("\"a \\\" b\"@c Sun")),
			 "\"a \\\" b\"@c"));
	assert_true(same(lda_address_first(SPAN("a")), "a"));
	assert_true(same(lda_address_first(SPAN("")), ""));
}

static void test_lda_address__null_senders_have_many_names(void **state)
{
	(void)state;
	assert_true(same(lda_address_sender(SPAN("MAILER-DAEMON")), ""));
	assert_true(same(lda_address_sender(SPAN("mailer-daemon")), ""));
	assert_true(same(lda_address_sender(SPAN("#@[]")), ""));
	assert_true(same(lda_address_sender(SPAN("MAILER-DAEMON@x")),
			 "MAILER-DAEMON@x"));
}

static void test_lda_address__what_ends_a_path_is_none(void **state)
{
	static const char *const good[] = {
		"", "root", "a@b", "\"a b\"@c", "\"a\\\"> \"@c",
	};
	static const char *const bad[] = {
		"a b", "a>", "<a", "a\r\nb", "\"a@b", "\"a\nb\"@c",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(lda_address_is_path(span_of(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(lda_address_is_path(span_of(bad[i])));
}

static void test_lda_address__what_ends_a_line_is_not_plain(void **state)
{
	static char text[1001];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_true(lda_address_is_plain(span_make(text, 1000)));
	assert_false(lda_address_is_plain(span_make(text, 1001)));
	assert_true(lda_address_is_plain(SPAN("Lists/\xc3\xa4 b")));
	assert_false(lda_address_is_plain(SPAN("a\tb")));
	assert_false(lda_address_is_plain(SPAN("a\x7f")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_lda_address__spaces_in_quotes_belong_to_it),
		cmocka_unit_test(test_lda_address__brackets_are_taken_off),
		cmocka_unit_test(
			test_lda_address__null_senders_have_many_names),
		cmocka_unit_test(test_lda_address__what_ends_a_path_is_none),
		cmocka_unit_test(
			test_lda_address__what_ends_a_line_is_not_plain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
