/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_import_keywords.h"
#include "root_fixture.h"

static void test_md_import_keywords__a_list_reads(void **state)
{
	auto_md_import_keywords struct md_import_keywords k;

	(void)state;
	md_import_keywords_init(&k);
	md_import_keywords_list(&k, SPAN("work\n$Label1\n\n"
					 "1.a:0 1\n2.b:1\n3.c:7 x\nnone\n:0\n"
					 "2.b:0"));
	md_import_keywords_finish(&k);
	assert_int_equal(k.count, 2);
	assert_true(span_eq(k.name[1], SPAN("$Label1")));
	assert_int_equal(md_import_keywords_find(&k, SPAN("1.a")), 3);
	assert_int_equal(md_import_keywords_find(&k, SPAN("2.b")), 1);
	assert_int_equal(md_import_keywords_find(&k, SPAN("3.c")), 0);
	assert_int_equal(md_import_keywords_find(&k, SPAN("4")), 0);
}

static void test_md_import_keywords__too_many_names_are_told(void **state)
{
	auto_md_import_keywords struct md_import_keywords k;
	auto_buf struct buf text;

	(void)state;
	buf_init(&text, 10000);
	md_import_keywords_init(&k);
	for (unsigned i = 0; i < 70; i++)
		buf_add_format(&text, "k%u\n", i);
	buf_add_str(&text, "\n1.a:63 64 69\n");
	md_import_keywords_list(&k, buf_span(&text));
	md_import_keywords_finish(&k);
	assert_int_equal(k.count, 64);
	assert_int_equal(k.beyond, 6);
	assert_true(md_import_keywords_find(&k, SPAN("1.a")) == UINT64_C(1)
									<< 63);
}

static void put(const char *root, const char *name, const char *text)
{
	auto_free char *path =
		x_printf("%s/courierimapkeywords/%s", root, name);
	struct err err;

	assert_true(
		file_write_atomic(AT_FDCWD, path, span_of(text), 0600, &err));
}

static void test_md_import_keywords__the_newest_change_holds(void **state)
{
	const char *root = *state;
	auto_free char *path = x_printf("%s/courierimapkeywords", root);
	auto_md_import_keywords struct md_import_keywords k;
	struct err err;

	md_import_keywords_init(&k);
	assert_true(md_import_keywords_read(root, SPAN(""), &k, &err));
	assert_int_equal(k.messages, 0);
	assert_int_equal(mkdir(path, 0700), 0);
	put(root, ":list", "a\nb\n\n1.x:0\n2.x:0\n3.x:0\n4.x:0\n");
	put(root, ".9.1.x", "b\n");
	put(root, ".10.1.x", "B\nc\n");
	put(root, "2.x", "");
	put(root, ".999.2.x", "b\n");
	put(root, ".tmp.5.3.x", "b\n");
	assert_true(md_import_keywords_read(root, SPAN(""), &k, &err));
	assert_int_equal(k.count, 3);
	assert_int_equal(md_import_keywords_find(&k, SPAN("1.x")), 6);
	assert_int_equal(md_import_keywords_find(&k, SPAN("2.x")), 0);
	assert_int_equal(md_import_keywords_find(&k, SPAN("3.x")), 1);
	assert_int_equal(md_import_keywords_find(&k, SPAN("4.x")), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_import_keywords__a_list_reads),
		cmocka_unit_test(
			test_md_import_keywords__too_many_names_are_told),
		ROOT_TEST(test_md_import_keywords__the_newest_change_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
