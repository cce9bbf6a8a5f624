/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_pattern.h"

static bool matches(const char *reference, const char *text, const char *name)
{
	auto_arena struct arena arena;
	struct imap_pattern pattern;

	arena_init(&arena);
	imap_pattern_init(&pattern, &arena, span_of(reference), span_of(text));
	return imap_pattern_matches(&pattern, span_of(name));
}

/* RFC 3501 6.3.8 */
static void test_imap_pattern__percent_stops_at_the_delimiter(void **state)
{
	(void)state;
	assert_true(matches("", "%", "a"));
	assert_false(matches("", "%", "a.b"));
	assert_true(matches("", "a.%", "a.b"));
	assert_false(matches("", "a.%", "a.b.c"));
	assert_false(matches("", "a.%", "a"));
	assert_true(matches("", "%.%", "a.b"));
	assert_true(matches("", "%b%.c", "abd.c"));
	assert_false(matches("", "%b%.c", "a.b.c"));
}

static void test_imap_pattern__star_matches_all(void **state)
{
	(void)state;
	assert_true(matches("", "*", "a.b.c"));
	assert_true(matches("", "a*", "a"));
	assert_true(matches("", "*.c", "a.b.c"));
	assert_true(matches("", "*b*", "a.b.c"));
	assert_false(matches("", "*x*", "a.b.c"));
	assert_true(matches("", "%*%", "a.b.c"));
	assert_true(matches("", "a%%b", "axxb"));
}

static void test_imap_pattern__plain_names_match_themselves(void **state)
{
	(void)state;
	assert_true(matches("", "a.b", "a.b"));
	assert_false(matches("", "a.b", "A.b"));
	assert_false(matches("", "a.b", "a.bc"));
	assert_false(matches("", "a.bc", "a.b"));
	assert_false(matches("", "", "a"));
}

static void test_imap_pattern__reference_stands_in_front(void **state)
{
	(void)state;
	assert_true(matches("a.", "%", "a.b"));
	assert_false(matches("a.", "%", "b"));
	assert_true(matches("a", ".b", "a.b"));
}

/* RFC 3501 5.1 */
static void test_imap_pattern__inbox_is_met_in_any_case(void **state)
{
	(void)state;
	assert_true(matches("", "inbox", "INBOX"));
	assert_true(matches("", "InB%", "INBOX"));
	assert_true(matches("", "inbox.%", "INBOX.a"));
	assert_false(matches("", "inboxes", "INBOXES"));
}

static void test_imap_pattern__many_stars_cost_no_more(void **state)
{
	char text[4000];
	char name[2000];

	(void)state;
	for (size_t i = 0; i + 2 < sizeof(text); i += 2) {
		text[i] = '*';
		text[i + 1] = 'a';
	}
	text[sizeof(text) - 2] = 'b';
	text[sizeof(text) - 1] = '\0';
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_false(matches("", text, name));
}

static void test_imap_pattern__very_long_ones_match_nothing(void **state)
{
	static char text[100000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	assert_false(matches("", text, "a"));
	assert_false(matches("", text, text));
	memset(text, '%', sizeof(text) - 1);
	assert_true(matches("", text, "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_imap_pattern__percent_stops_at_the_delimiter),
		cmocka_unit_test(test_imap_pattern__star_matches_all),
		cmocka_unit_test(
			test_imap_pattern__plain_names_match_themselves),
		cmocka_unit_test(test_imap_pattern__reference_stands_in_front),
		cmocka_unit_test(test_imap_pattern__inbox_is_met_in_any_case),
		cmocka_unit_test(test_imap_pattern__many_stars_cost_no_more),
		cmocka_unit_test(
			test_imap_pattern__very_long_ones_match_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
