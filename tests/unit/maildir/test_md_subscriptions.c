/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_subscriptions.h"
#include "root_fixture.h"

/* names: expected, joined by '|' */
static void expect_names(const struct span *list, size_t count,
			 const char *names)
{
	auto_buf struct buf joined;

	buf_init(&joined, 10000);
	for (size_t i = 0; i < count; i++) {
		buf_add(&joined, list[i]);
		buf_add_char(&joined, '|');
	}
	assert_string_equal(buf_str(&joined), names);
}

static void expect_parsed(struct span text, const char *names)
{
	auto_arena struct arena arena;
	struct span *list;
	size_t count;

	arena_init(&arena);
	md_subscriptions_parse(text, &arena, &list, &count);
	expect_names(list, count, names);
}

static void test_md_subscriptions__version_2_has_tabs(void **state)
{
	(void)state;
	expect_parsed(SPAN("V\t2\n\nCaf&AOk-\t&ANw-nder\nR&-D\nINBOX\nx\ty\n"),
		      "Caf\xc3\xa9.\xc3\x9cnder|R&D|INBOX|x.y|");
	/* raw UTF-8, escapes, and what is no name */
	expect_parsed(SPAN("V\t2\n\nCaf\xc3\xa9\nta\001tb\n\001\na\t\tb\n\n"),
		      "Caf\xc3\xa9|");
}

static void test_md_subscriptions__version_1_has_dots(void **state)
{
	(void)state;
	expect_parsed(SPAN("x.y\nCaf&AOk-\ninbox\nraw\xc3\xa9\n../etc\nbad\xff"
			   "\n"),
		      "x.y|Caf\xc3\xa9|INBOX|raw\xc3\xa9|");
	expect_parsed(SPAN(""), "");
}

static void test_md_subscriptions__each_name_comes_once(void **state)
{
	(void)state;
	expect_parsed(SPAN("b\na\nb\nINBOX\na\ninbox\nc\ncut"), "b|a|INBOX|c|");
}

static void expect_file(const char *root, const char *content)
{
	auto_free char *path = x_printf("%s/subscriptions", root);
	auto_buf struct buf text;
	struct err err;

	buf_init(&text, 2 << 20);
	assert_true(file_read(AT_FDCWD, path, &text, &err));
	assert_string_equal(buf_str(&text), content);
}

static void put_file(const char *root, struct span content)
{
	auto_free char *path = x_printf("%s/subscriptions", root);
	struct err err;

	assert_true(file_write_atomic(AT_FDCWD, path, content, 0600, &err));
}

static void set(const char *root, const char *mailbox, bool subscribed)
{
	struct err err;

	assert_true(
		md_subscriptions_set(root, span_of(mailbox), subscribed, &err));
}

static void test_md_subscriptions__new_file_has_version_2(void **state)
{
	const char *root = *state;
	auto_arena struct arena arena;
	struct span *list;
	size_t count;
	struct err err;

	arena_init(&arena);
	set(root, "gone", false);
	assert_true(md_subscriptions_read(root, &arena, &list, &count, &err));
	assert_int_equal(count, 0);
	set(root, "Caf\xc3\xa9.R&D", true);
	set(root, "inbox", true);
	set(root, "INBOX", true);
	expect_file(root, "V\t2\n\nCaf&AOk-\tR&-D\nINBOX\n");
	set(root, "Caf\xc3\xa9.R&D", false);
	expect_file(root, "V\t2\n\nINBOX\n");
	assert_true(md_subscriptions_read(root, &arena, &list, &count, &err));
	expect_names(list, count, "INBOX|");
	assert_false(md_subscriptions_set(root, SPAN("a/b"), true, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
}

static void test_md_subscriptions__other_lines_stay_as_they_are(void **state)
{
	const char *root = *state;

	put_file(root, SPAN("a\n?/odd\nb.c\na\n"));
	set(root, "d.e", true);
	expect_file(root, "a\n?/odd\nb.c\na\nd.e\n");
	set(root, "a", false);
	expect_file(root, "?/odd\nb.c\nd.e\n");
	put_file(root, SPAN("V\t2\n\nb\tc\n\001?\nb\tc\n"));
	set(root, "b.c", true);
	expect_file(root, "V\t2\n\n\001?\nb\tc\n");
}

static void test_md_subscriptions__file_is_bounded(void **state)
{
	const char *root = *state;
	auto_free char *big = x_calloc(1 << 20, 1);
	struct err err;

	memset(big, 'a', 1 << 20);
	big[(1 << 20) - 1] = '\n';
	put_file(root, span_make(big, 1 << 20));
	assert_false(md_subscriptions_set(root, SPAN("one.more"), true, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_subscriptions__version_2_has_tabs),
		cmocka_unit_test(test_md_subscriptions__version_1_has_dots),
		cmocka_unit_test(test_md_subscriptions__each_name_comes_once),
		ROOT_TEST(test_md_subscriptions__new_file_has_version_2),
		ROOT_TEST(test_md_subscriptions__other_lines_stay_as_they_are),
		ROOT_TEST(test_md_subscriptions__file_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
