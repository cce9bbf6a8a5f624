/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_flags.h"

static const char *read_and_write(const char *text, enum imap_flags_form form)
{
	static char room[512];
	auto_arena struct arena arena;
	auto_buf struct buf out;
	struct span rest = span_of(text);
	struct imap_flags flags;
	struct store_keywords keywords = { 0 };

	arena_init(&arena);
	buf_init(&out, sizeof(room) - 1);
	if (!imap_flags_take(&rest, form, &arena, &flags) || rest.len)
		return "bad";
	keywords.count = flags.keyword_count;
	for (unsigned i = 0; i < flags.keyword_count; i++)
		keywords.name[i] = flags.keyword[i];
	imap_flags_add(&out, &keywords, flags.flags, UINT64_MAX, false);
	snprintf(room, sizeof(room), "%s", buf_str(&out));
	return room;
}

static void test_imap_flags__names_are_read_in_any_case(void **state)
{
	(void)state;
	assert_string_equal(
		read_and_write("(\\seen \\DELETED $Work)", IMAP_FLAGS_LIST),
		"(\\Deleted \\Seen $Work)");
	assert_string_equal(read_and_write("()", IMAP_FLAGS_LIST), "()");
	assert_string_equal(read_and_write("($forwarded)", IMAP_FLAGS_LIST),
			    "($Forwarded)");
}

/* RFC 3501 9, store-att-flags */
static void test_imap_flags__store_takes_them_bare(void **state)
{
	(void)state;
	assert_string_equal(
		read_and_write("\\Draft x", IMAP_FLAGS_LIST_OR_BARE),
		"(\\Draft x)");
	assert_string_equal(read_and_write("\\Draft", IMAP_FLAGS_LIST), "bad");
}

static void test_imap_flags__recent_is_dropped(void **state)
{
	(void)state;
	assert_string_equal(
		read_and_write("(\\Recent \\Flagged)", IMAP_FLAGS_LIST),
		"(\\Flagged)");
}

static void test_imap_flags__malformed_lists_are_refused(void **state)
{
	static const char *const bad[] = { "",         "(",         "(\\Seen",
					   "(\\Foo)",  "( \\Seen)", "(\\Seen )",
					   "(\\*)",    "(a  b)",    "(a\"b)",
					   "(\\ Seen)" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_string_equal(read_and_write(bad[i], IMAP_FLAGS_LIST),
				    "bad");
}

static void test_imap_flags__known_ones_are_listed(void **state)
{
	struct store_keywords keywords = {
		.name = { SPAN("a"), { 0 }, SPAN("b") },
		.count = 3,
	};
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1000);
	imap_flags_add_known(&out, &keywords, IMAP_FLAGS_KNOWN_OPEN, 0);
	assert_string_equal(buf_str(&out),
			    "(\\Answered \\Flagged \\Deleted \\Seen \\Draft "
			    "$Forwarded a b \\*)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_flags__names_are_read_in_any_case),
		cmocka_unit_test(test_imap_flags__store_takes_them_bare),
		cmocka_unit_test(test_imap_flags__recent_is_dropped),
		cmocka_unit_test(test_imap_flags__malformed_lists_are_refused),
		cmocka_unit_test(test_imap_flags__known_ones_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
