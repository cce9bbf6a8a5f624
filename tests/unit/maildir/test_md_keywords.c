/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_keywords.h"
#include "root_fixture.h"

static void test_md_keywords__lines_of_dovecot_parse(void **state)
{
	auto_arena struct arena arena;
	struct md_keywords k;

	(void)state;
	arena_init(&arena);
	md_keywords_parse(SPAN("0 foo\n2 $x\r\n26 far\n1\n-1 x\nx\n\n3 \n"
			       "25 last"),
			  &arena, &k);
	assert_true(span_eq(k.name[0], SPAN("foo")));
	assert_int_equal(k.name[1].len, 0);
	assert_true(span_eq(k.name[2], SPAN("$x")));
	assert_int_equal(k.name[3].len, 0);
	assert_true(span_eq(k.name[25], SPAN("last")));
}

static void test_md_keywords__no_name_can_break_a_reply(void **state)
{
	auto_arena struct arena arena;
	struct md_keywords k;

	(void)state;
	arena_init(&arena);
	md_keywords_parse(SPAN("0 a b)\r\xc3\xa9{1}\n"), &arena, &k);
	assert_true(span_eq(k.name[0], SPAN("a_b_____1}")));
}

static void test_md_keywords__written_file_reads_back(void **state)
{
	const char *root = *state;
	auto_free char *path = x_printf("%s/dovecot-keywords", root);
	auto_arena struct arena arena;
	auto_buf struct buf text;
	struct md_keywords k;
	struct err err;

	arena_init(&arena);
	buf_init(&text, 1000);
	assert_true(md_keywords_read(root, SPAN(""), &arena, &k, &err));
	assert_int_equal(k.stamp, 0);
	k.name[0] = SPAN("a");
	k.name[25] = SPAN("zz");
	assert_true(md_keywords_write(root, SPAN(""), &k, &err));
	assert_true(k.stamp > 0);
	assert_true(file_read(AT_FDCWD, path, &text, &err));
	assert_string_equal(buf_str(&text), "0 a\n25 zz\n");
	k.name[0] = SPAN("");
	assert_true(md_keywords_read(root, SPAN(""), &arena, &k, &err));
	assert_true(span_eq(k.name[0], SPAN("a")));
	assert_true(span_eq(k.name[25], SPAN("zz")));
	assert_false(md_keywords_read(root, SPAN(".X"), &arena, &k, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_keywords__lines_of_dovecot_parse),
		cmocka_unit_test(test_md_keywords__no_name_can_break_a_reply),
		ROOT_TEST(test_md_keywords__written_file_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
