/* SPDX-License-Identifier: MIT */
#include "maildir/md_acl_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/auto.h"

static void check(const char *text, const char *user, const char *groups,
		  const char *expected)
{
	const struct md_acl_person person = { span_of(user), span_of(groups) };
	auto_arena struct arena arena;
	auto_buf struct buf letters;
	struct md_acl_list list;
	struct err err;

	arena_init(&arena);
	buf_init(&letters, 64);
	assert_true(md_acl_list_parse(span_of(text), &arena, &list, &err));
	md_acl_list_add_letters(&letters, md_acl_list_rights(&list, &person));
	assert_string_equal(buf_str(&letters), expected);
}

static void test_md_acl_list__later_kinds_replace_earlier(void **state)
{
	(void)state;
	check("", "bob", "", "");
	check("anyone lr\n", "bob", "", "lr");
	check("anyone lr\nuser=bob lw\n", "bob", "", "lw");
	check("user=bob lw\nanyone lr\n", "bob", "", "lw");
	check("group=a l\ngroup=b r\n", "bob", "b, a", "lr");
	check("group=a l\n", "bob", "b", "");
	check("user=bob lr\ngroup-override=a l\n", "bob", "a", "l");
	check("owner lrw\nuser=alice lr\n", "bob", "", "");
}

static void test_md_acl_list__what_is_taken_away_goes_last(void **state)
{
	(void)state;
	check("-anyone w\nuser=bob lrw\n", "bob", "", "lr");
	check("anyone lrw\n-user=bob w\n", "bob", "", "lr");
	check("-anyone lr\n-user=bob w\nanyone lrw\n", "bob", "", "lr");
}

static void test_md_acl_list__reads_what_it_writes(void **state)
{
	const char *text = "user=bob lrs :custom\n\"-group=a b\" w\nanyone \n";
	auto_arena struct arena arena;
	auto_buf struct buf out;
	struct md_acl_list list;
	struct err err;

	(void)state;
	arena_init(&arena);
	buf_init(&out, 1024);
	assert_true(md_acl_list_parse(span_of(text), &arena, &list, &err));
	assert_int_equal(list.count, 3);
	md_acl_list_write(&list, &out);
	assert_string_equal(buf_str(&out), text);
}

static void test_md_acl_list__one_bad_line_is_all_bad(void **state)
{
	static const char *const bad[] = {
		"user=bob lrQ\n", "nobody lr\n",      "user= lr\n",
		"\"user=a lr\n",  "\"user=a\"x lr\n", "anyone lr\n-x w\n",
	};
	auto_arena struct arena arena;
	struct md_acl_list list;
	struct err err;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		err_clear(&err);
		assert_false(md_acl_list_parse(span_of(bad[i]), &arena, &list,
					       &err));
		assert_int_equal(err.kind, ERR_CORRUPT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_acl_list__later_kinds_replace_earlier),
		cmocka_unit_test(
			test_md_acl_list__what_is_taken_away_goes_last),
		cmocka_unit_test(test_md_acl_list__reads_what_it_writes),
		cmocka_unit_test(test_md_acl_list__one_bad_line_is_all_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
