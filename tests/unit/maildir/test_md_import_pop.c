/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "maildir/md_import_pop.h"

static bool parse(struct md_import_pop *pop, const char *text)
{
	md_import_pop_init(pop);
	return md_import_pop_parse(pop, span_of(text));
}

static void assert_uidl(const struct md_import_pop *pop, const char *base,
			const char *uidl)
{
	const struct md_import_uidl *one =
		md_import_pop_find(pop, span_of(base));

	assert_non_null(one);
	assert_true(span_eq(one->uidl, span_of(uidl)));
}

static void test_md_import_pop__versions_2_and_3_read(void **state)
{
	auto_md_import_pop struct md_import_pop three;
	auto_md_import_pop struct md_import_pop two;

	(void)state;
	assert_true(parse(&three, "/3 9 1700000000\n"
				  "1700000002.b,S=9:2,FS 23 2:1700000000:1\n"
				  "1700000001.a 23 1:1600000000:0\n"));
	assert_int_equal(three.next, 9);
	assert_int_equal(three.uidv, 1700000000);
	assert_int_equal(three.count, 2);
	assert_uidl(&three, "1700000002.b,S=9", "UID2-1700000000");
	assert_uidl(&three, "1700000001.a", "UID1-1600000000");
	assert_int_equal(
		md_import_pop_find(&three, SPAN("1700000001.a"))->order, 1);
	assert_null(md_import_pop_find(&three, SPAN("1700000003.c")));
	assert_true(parse(&two, "/2 5\na:2, 1 4:7\n"));
	assert_int_equal(two.uidv, 0);
	assert_uidl(&two, "a", "UID4-7");
}

static void
test_md_import_pop__older_uidls_are_made_as_courier_does(void **state)
{
	auto_md_import_pop struct md_import_pop pop;

	(void)state;
	assert_true(parse(&pop, "/3 5 6\na:2, 1 4:0:0\nb+ c'\"\xc3:2,S 2 0:0:0"
				"\n"));
	assert_uidl(&pop, "a", "UID4");
	assert_uidl(&pop, "b+ c'\"\xc3", "b+2B+20c+27+22+C3");
}

static void test_md_import_pop__malformed_lines_are_passed_over(void **state)
{
	auto_md_import_pop struct md_import_pop pop;

	(void)state;
	assert_true(parse(&pop, "/3 5 6\n\nx\na:2, 1\n.b 1 1:1:0\nc 1 1;1\n"
				"d z 1:1:0\ne 1 1:1x\nf 1 2:2:0\nf 1 3:3:0\n"
				"g 1 4:4:0"));
	assert_int_equal(pop.count, 1);
	assert_uidl(&pop, "f", "UID2-2");
}

static void test_md_import_pop__other_files_are_refused(void **state)
{
	static const char *const text[] = { "",       "/3 5 6",     "3 5 6\n",
					    "/1 5\n", "/4 5 6\n",   "/3\n",
					    "/3 x\n", "a 1 1:1:0\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++) {
		auto_md_import_pop struct md_import_pop pop;

		assert_false(parse(&pop, text[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_import_pop__versions_2_and_3_read),
		cmocka_unit_test(
			test_md_import_pop__older_uidls_are_made_as_courier_does),
		cmocka_unit_test(
			test_md_import_pop__malformed_lines_are_passed_over),
		cmocka_unit_test(test_md_import_pop__other_files_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
