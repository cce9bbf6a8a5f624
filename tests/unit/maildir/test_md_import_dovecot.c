/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "maildir/md_import_dovecot.h"

struct parsed {
	struct arena arena;
	struct md_import_list list;
};

static int make(void **state)
{
	static struct parsed p;

	arena_init(&p.arena);
	*state = &p;
	return 0;
}

static int release(void **state)
{
	arena_release(&((struct parsed *)*state)->arena);
	return 0;
}

static bool parse(struct parsed *p, const char *text)
{
	return md_import_dovecot_parse(span_of(text), &p->arena, &p->list);
}

static void assert_entry(const struct parsed *p, size_t at, uint32_t uid,
			 const char *base)
{
	assert_true(at < p->list.count);
	assert_int_equal(p->list.entry[at].uid, uid);
	assert_true(span_eq(p->list.entry[at].base, span_of(base)));
}

static void test_md_import_dovecot__version_3_reads(void **state)
{
	struct parsed *p = *state;

	assert_true(parse(p, "3 V1700000001 N9 G00ff P%08Xu%08Xv\n"
			     "1 :100.M1P2.host,S=10,W=11\n"
			     "4 S10 W11 Pold O3 G00ff :101.M1P2.host\n"
			     "7 :102.a b :c:2,S\n"));
	assert_int_equal(p->list.uidvalidity, 1700000001);
	assert_int_equal(p->list.uidnext, 9);
	assert_int_equal(p->list.count, 3);
	assert_entry(p, 0, 1, "100.M1P2.host,S=10,W=11");
	assert_entry(p, 1, 4, "101.M1P2.host");
	assert_entry(p, 2, 7, "102.a b :c");
	assert_true(span_eq(p->list.guid, SPAN("00ff")));
	assert_true(span_is_empty(p->list.entry[0].fields));
	assert_true(span_is_empty(p->list.entry[0].uidl));
	assert_int_equal(p->list.entry[0].order, 0);
	assert_true(span_eq(p->list.entry[1].fields,
			    SPAN(" S10 W11 Pold O3 G00ff")));
	assert_true(span_eq(p->list.entry[1].uidl, SPAN("old")));
	assert_int_equal(p->list.entry[1].order, 3);
}

static void
test_md_import_dovecot__uidls_that_pop3_has_not_are_none(void **state)
{
	struct parsed *p = *state;

	assert_true(parse(p, "3 V5 N9\n1 P O0 :a\n2 Pa\tb Ox :b\n"
			     "3 P\xc3 O4294967296 :c\n"));
	for (size_t i = 0; i < 3; i++) {
		assert_true(span_is_empty(p->list.entry[i].uidl));
		assert_int_equal(p->list.entry[i].order, 0);
	}
}

static void test_md_import_dovecot__keys_stand_in_any_order(void **state)
{
	struct parsed *p = *state;

	assert_true(parse(p, "3 G00ff N5 X? V12\n"));
	assert_int_equal(p->list.uidvalidity, 12);
	assert_int_equal(p->list.uidnext, 5);
	assert_int_equal(p->list.count, 0);
}

static void test_md_import_dovecot__a_stale_next_uid_is_raised(void **state)
{
	struct parsed *p = *state;

	assert_true(parse(p, "3 V12 N1\n1 :a\n2 :b\n"));
	assert_int_equal(p->list.uidnext, 3);
	assert_true(parse(p, "3 V12\n"));
	assert_int_equal(p->list.uidnext, 1);
}

static void test_md_import_dovecot__a_torn_line_is_passed_over(void **state)
{
	struct parsed *p = *state;

	assert_true(parse(p, "3 V12 N1\n1 :a\n2 :torn"));
	assert_int_equal(p->list.count, 1);
	assert_int_equal(p->list.uidnext, 2);
	assert_false(parse(p, "3 V12 N1"));
}

static void test_md_import_dovecot__version_1_reads(void **state)
{
	struct parsed *p = *state;

	assert_true(parse(p, "1 1234567890 7\n3 a.b.c\n5 d.e.f,S=5:2,S\n"));
	assert_int_equal(p->list.uidvalidity, 1234567890);
	assert_int_equal(p->list.uidnext, 7);
	assert_entry(p, 0, 3, "a.b.c");
	assert_entry(p, 1, 5, "d.e.f,S=5");
}

static void test_md_import_dovecot__malformed_ones_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"\n",
		"2 V1 N2\n",
		"3 N2\n",
		"3 V0 N2\n",
		"3 V4294967296 N2\n",
		"3 V1 N-1\n",
		"3 V1 N4294967295\n",
		"3 V1 N2\n1 a\n",
		"3 V1 N2\nx :a\n",
		"3 V1 N2\n0 :a\n",
		"3 V1 N2\n1x :a\n",
		"3 V1 N2\n1 :\n",
		"3 V1 N2\n1 :../a\n",
		"3 V1 N2\n1 :a\n1 :b\n",
		"3 V1 N2\n2 :a\n1 :b\n",
		"3 V1 N2\n2147483648 :a\n",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(parse(*state, bad[i]));
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, make, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_md_import_dovecot__version_3_reads),
		TEST(test_md_import_dovecot__keys_stand_in_any_order),
		TEST(test_md_import_dovecot__uidls_that_pop3_has_not_are_none),
		TEST(test_md_import_dovecot__a_stale_next_uid_is_raised),
		TEST(test_md_import_dovecot__a_torn_line_is_passed_over),
		TEST(test_md_import_dovecot__version_1_reads),
		TEST(test_md_import_dovecot__malformed_ones_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
