/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "imap/imap_set.h"

enum how {
	BY_UID,
	BY_NUMBER,
	NUMBERS
};

/* Set text and view as text, result as text. */
static const char *resolve(const char *text, const char *view_text,
			   enum how how)
{
	static char room[512];
	auto_arena struct arena arena;
	auto_ranges struct ranges view;
	auto_ranges struct ranges out;
	auto_buf struct buf written;
	struct span rest = span_of(text);
	struct span all = span_of(view_text);
	struct imap_set set;

	arena_init(&arena);
	ranges_init(&view);
	ranges_init(&out);
	buf_init(&written, sizeof(room) - 1);
	if (all.len) {
		assert_true(imap_set_take(&all, &arena, &set));
		for (size_t i = 0; i < set.count; i++)
			ranges_add_run(&view, set.run[i].first,
				       set.run[i].last);
	}
	if (!imap_set_take(&rest, &arena, &set) || rest.len)
		return "syntax";
	if (how == BY_UID)
		imap_set_of_uids(&set, &view, &out);
	else if (how == NUMBERS)
		imap_set_numbers(&set, &view, &out);
	else if (!imap_set_of_numbers(&set, &view, &out))
		return "beyond";
	ranges_write(&out, &written);
	snprintf(room, sizeof(room), "%s", buf_str(&written));
	return room;
}

static void test_imap_set__uids_are_cut_to_the_view(void **state)
{
	(void)state;
	assert_string_equal(resolve("1:100", "3:5,9", BY_UID), "3:5,9");
	assert_string_equal(resolve("4,7,9", "3:5,9", BY_UID), "4,9");
	assert_string_equal(resolve("6:8", "3:5,9", BY_UID), "");
	assert_string_equal(resolve("1:*", "", BY_UID), "");
}

/* RFC 3501 6.4.8: "*" is the highest UID, and 559:* always names it. */
static void test_imap_set__star_is_the_last_uid(void **state)
{
	(void)state;
	assert_string_equal(resolve("*", "3:5,9", BY_UID), "9");
	assert_string_equal(resolve("559:*", "3:5,9", BY_UID), "9");
	assert_string_equal(resolve("4294967295:*", "3:5,9", BY_UID), "9");
	assert_string_equal(resolve("*:5", "3:5,9", BY_UID), "5,9");
	assert_string_equal(resolve("4294967295", "3:5,9", BY_UID), "");
}

static void test_imap_set__numbers_become_uids(void **state)
{
	(void)state;
	assert_string_equal(resolve("1:3", "3:5,9,20:21", BY_NUMBER), "3:5");
	assert_string_equal(resolve("3:5", "3:5,9,20:21", BY_NUMBER), "5,9,20");
	assert_string_equal(resolve("6,1,*", "3:5,9,20:21", BY_NUMBER), "3,21");
	assert_string_equal(resolve("5:2", "3:5,9,20:21", BY_NUMBER),
			    "4:5,9,20");
	assert_string_equal(resolve("1,1:2,2", "7:9", BY_NUMBER), "7:8");
}

/* RFC 9051 9, seq-number */
static void test_imap_set__numbers_beyond_the_view_are_refused(void **state)
{
	(void)state;
	assert_string_equal(resolve("4", "7:9", BY_NUMBER), "beyond");
	assert_string_equal(resolve("1:4", "7:9", BY_NUMBER), "beyond");
	assert_string_equal(resolve("4:*", "7:9", BY_NUMBER), "beyond");
	assert_string_equal(resolve("1:*", "", BY_NUMBER), "beyond");
	assert_string_equal(resolve("3:*", "7:9", BY_NUMBER), "9");
}

static void test_imap_set__search_passes_over_what_is_beyond(void **state)
{
	(void)state;
	assert_string_equal(resolve("2:9", "7:9", NUMBERS), "2:3");
	assert_string_equal(resolve("1:*", "", NUMBERS), "");
	assert_string_equal(resolve("5", "7:9", NUMBERS), "");
}

static void test_imap_set__malformed_sets_are_refused(void **state)
{
	static const char *const bad[] = {
		"",     "0",     "0:3", "1:", ":1",         "1,", ",1",
		"1::2", "1:2:3", "a",   "**", "4294967296", "-1", "1 2"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_string_equal(resolve(bad[i], "1:9", BY_UID), "syntax");
}

static void test_imap_set__a_long_set_in_any_order_is_quick(void **state)
{
	enum {
		MEMBERS = 200000
	};
	auto_arena struct arena arena;
	auto_ranges struct ranges view;
	auto_ranges struct ranges out;
	auto_buf struct buf text;
	struct imap_set set;
	struct span rest;

	(void)state;
	arena_init(&arena);
	ranges_init(&view);
	ranges_init(&out);
	ranges_add_run(&view, 1, 2 * MEMBERS);
	buf_init(&text, 4 << 20);
	for (unsigned i = MEMBERS; i > 0; i--)
		buf_add_format(&text, "%u%s", 2 * i, i > 1 ? "," : "");
	rest = buf_span(&text);
	assert_true(imap_set_take(&rest, &arena, &set));
	imap_set_of_uids(&set, &view, &out);
	assert_int_equal(ranges_size(&out), MEMBERS);
	assert_true(imap_set_of_numbers(&set, &view, &out));
	assert_int_equal(ranges_size(&out), MEMBERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap_set__uids_are_cut_to_the_view),
		cmocka_unit_test(test_imap_set__star_is_the_last_uid),
		cmocka_unit_test(test_imap_set__numbers_become_uids),
		cmocka_unit_test(
			test_imap_set__numbers_beyond_the_view_are_refused),
		cmocka_unit_test(
			test_imap_set__search_passes_over_what_is_beyond),
		cmocka_unit_test(test_imap_set__malformed_sets_are_refused),
		cmocka_unit_test(
			test_imap_set__a_long_set_in_any_order_is_quick),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
