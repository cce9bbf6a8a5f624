/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_list_parse.h"

static const struct imap_list_limits limits = {
	.patterns = 3,
	.pattern_bytes = 10,
};

static enum imap_list_parsed parse(const char *text, struct arena *arena,
				   struct imap_list_request *out)
{
	return imap_list_parse(span_of(text), &limits, arena, out);
}

static enum imap_list_parsed try(const char *text)
{
	auto_arena struct arena arena;
	struct imap_list_request list;

	arena_init(&arena);
	return parse(text, &arena, &list);
}

/* RFC 3501 6.3.8 */
static void test_imap_list_parse__takes_the_old_form(void **state)
{
	auto_arena struct arena arena;
	struct imap_list_request list;

	(void)state;
	arena_init(&arena);
	assert_int_equal(parse(" \"a.\" %", &arena, &list), IMAP_LIST_PARSED);
	assert_false(list.extended);
	assert_true(span_eq(list.reference, SPAN("a.")));
	assert_int_equal(list.pattern_count, 1);
	assert_true(span_eq(list.pattern[0], SPAN("%")));
	assert_int_equal(list.select | list.returns, 0);
}

/* RFC 5258 6 */
static void test_imap_list_parse__takes_options(void **state)
{
	auto_arena struct arena arena;
	struct imap_list_request list;

	(void)state;
	arena_init(&arena);
	assert_int_equal(
		parse(" (Remote SUBSCRIBED recursivematch) \"\" (a \"b c\") "
		      "RETURN (children STATUS (MESSAGES UNSEEN) METADATA "
		      "(/shared/x))",
		      &arena, &list),
		IMAP_LIST_PARSED);
	assert_true(list.extended);
	assert_int_equal(list.select, IMAP_LIST_REMOTE | IMAP_LIST_SUBSCRIBED |
					      IMAP_LIST_RECURSIVE);
	assert_int_equal(list.returns, IMAP_LIST_CHILDREN | IMAP_LIST_STATUS |
					       IMAP_LIST_METADATA |
					       IMAP_LIST_SUBSCRIBED);
	assert_int_equal(list.pattern_count, 2);
	assert_true(span_eq(list.pattern[1], SPAN("b c")));
	assert_int_equal(list.status.count, 2);
	assert_int_equal(list.metadata.count, 1);
}

static void test_imap_list_parse__each_option_makes_it_extended(void **state)
{
	static const char *const text[] = {
		" () \"\" a",
		" \"\" (a)",
		" \"\" a RETURN ()",
	};
	auto_arena struct arena arena;
	struct imap_list_request list;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_LEN(text); i++) {
		assert_int_equal(parse(text[i], &arena, &list),
				 IMAP_LIST_PARSED);
		assert_true(list.extended);
	}
}

static void test_imap_list_parse__refuses_what_is_no_list(void **state)
{
	static const char *const text[] = {
		"",
		" \"\"",
		" \"\" ",
		" \"\" a ",
		" \"\" ()",
		" \"\" (a",
		" (FROB) \"\" a",
		" (RECURSIVEMATCH) \"\" a",
		" (REMOTE RECURSIVEMATCH) \"\" a",
		" (SUBSCRIBED)\"\" a",
		" (SUBSCRIBED ) \"\" a",
		" \"\" a RETURN",
		" \"\" a RETURN CHILDREN",
		" \"\" a RETURN (FROB)",
		" \"\" a RETURN (STATUS)",
		" \"\" a RETURN (STATUS ())",
		" \"\" a RETURN (METADATA ())",
		" \"\" a RETURN (METADATA x)",
		" \"\" a RETURN () x",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(text); i++)
		assert_int_equal(try(text[i]), IMAP_LIST_MALFORMED);
}

static void test_imap_list_parse__keeps_to_its_limits(void **state)
{
	(void)state;
	assert_int_equal(try(" \"\" (a b c)"), IMAP_LIST_PARSED);
	assert_int_equal(try(" \"\" (a b c d)"), IMAP_LIST_TOO_MUCH);
	assert_int_equal(try(" \"\" 1234567890"), IMAP_LIST_PARSED);
	assert_int_equal(try(" \"\" 12345678901"), IMAP_LIST_TOO_MUCH);
	assert_int_equal(try(" 12345678901 a"), IMAP_LIST_TOO_MUCH);
	assert_int_equal(try(" \"\" a RETURN (METADATA (/shared/a /shared/b "
			     "/shared/c /shared/d))"),
			 IMAP_LIST_TOO_MUCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_list_parse__takes_the_old_form),
		cmocka_unit_test(test_imap_list_parse__takes_options),
		cmocka_unit_test(
			test_imap_list_parse__each_option_makes_it_extended),
		cmocka_unit_test(test_imap_list_parse__refuses_what_is_no_list),
		cmocka_unit_test(test_imap_list_parse__keeps_to_its_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
