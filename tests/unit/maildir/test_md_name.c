/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/clock.h"
#include "maildir/md_name.h"

enum {
	S = 1,
	R = 2,
	F = 4,
	T = 8,
	D = 16,
	P = 32
};

static struct md_name parsed(const char *text)
{
	struct md_name name;

	assert_true(md_name_parse(span_of(text), &name));
	return name;
}

static void expect_base(const char *text, const char *base)
{
	struct span got = parsed(text).base;

	assert_true(span_eq(got, span_of(base)));
}

static void test_md_name__names_of_dovecot_parse(void **state)
{
	struct md_name n = parsed("1700000000.M2P3.host,S=1,W=2:2,Sab");

	(void)state;
	assert_true(span_eq(n.base, SPAN("1700000000.M2P3.host,S=1,W=2")));
	assert_true(n.has_size && n.has_vsize && !n.has_uid);
	assert_int_equal(n.size, 1);
	assert_int_equal(n.vsize, 2);
	assert_int_equal(n.flags, S);
	assert_int_equal(n.keywords, 3);
}

static void test_md_name__names_of_qmail_and_courier_parse(void **state)
{
	struct md_name n = parsed("1.2.host");

	(void)state;
	assert_true(span_eq(n.base, SPAN("1.2.host")));
	assert_false(n.has_size || n.has_vsize || n.has_uid);
	assert_int_equal(n.flags, 0);
	n = parsed("1152541219.M77889P4V08_I123.host,S=4096:2,DFPRST");
	assert_int_equal(n.size, 4096);
	assert_int_equal(n.flags, S | R | F | T | D | P);
}

static void test_md_name__fields_come_in_any_order(void **state)
{
	struct md_name n = parsed("1.h,U=7.00ab,x,W=3,Z=9,S=2:2,");

	(void)state;
	assert_int_equal(n.uid, 7);
	assert_int_equal(n.mark, 0xab);
	assert_int_equal(n.vsize, 3);
	assert_int_equal(n.size, 2);
}

static void test_md_name__malformed_fields_count_as_absent(void **state)
{
	struct md_name n = parsed("1.h,S=,W=-1,U=0.ab");

	(void)state;
	assert_false(n.has_size || n.has_vsize || n.has_uid);
	assert_false(parsed("1.h,U=5").has_uid);
	assert_false(parsed("1.h,U=5.").has_uid);
	assert_false(parsed("1.h,U=4294967296.1").has_uid);
	assert_false(parsed("1.h,U=5.12345678901234567").has_uid);
	assert_false(parsed("1.h,S=99999999999999999999").has_size);
	/* before the first ',' stands no field */
	assert_false(parsed("S=1").has_size);
}

static void test_md_name__info_may_be_missing_or_of_version_1(void **state)
{
	(void)state;
	expect_base("1.h:1,S", "1.h");
	assert_int_equal(parsed("1.h:1,S").flags, 0);
	expect_base("1.h:2,", "1.h");
	expect_base("1.h:2", "1.h:2");
	expect_base("1.h:3,S", "1.h:3,S");
	expect_base("1.h:x:2,S", "1.h:x");
	assert_int_equal(parsed("1.h:2,SXa,Fb").flags, S);
	assert_int_equal(parsed("1.h:2,SXa,Fb").keywords, 1);
}

static void test_md_name__what_is_no_message_is_refused(void **state)
{
	struct md_name n;

	(void)state;
	assert_false(md_name_parse(SPAN(""), &n));
	assert_false(md_name_parse(SPAN(".nfs0001"), &n));
	assert_false(md_name_parse(SPAN("a/b"), &n));
	assert_false(md_name_parse(SPAN(":2,S"), &n));
}

static void test_md_name__letters_are_written_in_ascii_order(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, MD_NAME_MAX);
	md_name_write(&out, SPAN("1.h"), S | R | F | T | D | P,
		      UINT64_C(1) << 25 | 2 | UINT64_C(1) << 26);
	assert_string_equal(buf_str(&out), "1.h:2,DFPRSTbz");
}

static void test_md_name__written_name_reads_back(void **state)
{
	auto_buf struct buf out;
	auto_buf struct buf base;
	struct md_name n;

	(void)state;
	buf_init(&out, MD_NAME_MAX);
	buf_init(&base, MD_NAME_MAX);
	clock_fix_us(1700000000000042);
	md_name_unique(&base, "a/b:c,d e");
	clock_fix_us(-1);
	assert_true(span_starts(buf_span(&base), SPAN("1700000000.M42P")));
	assert_true(span_ends(buf_span(&base), SPAN(".a\\057b\\072c_d_e")));
	md_name_add_sizes(&base, 10, 11);
	md_name_add_uid(&base, UINT32_MAX, 0xdeadbeef);
	md_name_write(&out, buf_span(&base), F, 1);
	n = parsed(buf_str(&out));
	assert_true(span_eq(n.base, buf_span(&base)));
	assert_int_equal(n.uid, UINT32_MAX);
	assert_int_equal(n.mark, 0xdeadbeef);
	assert_int_equal(n.size, 10);
	assert_int_equal(n.vsize, 11);
	assert_int_equal(n.flags, F);
	assert_true(span_ends(md_name_strip_uid(n.base), SPAN(",S=10,W=11")));
}

static void test_md_name__longest_host_leaves_room(void **state)
{
	auto_buf struct buf out;
	char host[1000];

	(void)state;
	memset(host, 'h', sizeof(host));
	host[sizeof(host) - 1] = '\0';
	buf_init(&out, MD_NAME_MAX);
	md_name_unique(&out, host);
	md_name_add_sizes(&out, 99999999999, 99999999999);
	md_name_add_uid(&out, UINT32_MAX, UINT32_MAX);
	md_name_write(&out, SPAN(""), 63, (1 << 26) - 1);
	assert_false(out.full);
}

static void test_md_name__unique_names_differ(void **state)
{
	auto_buf struct buf a;
	auto_buf struct buf b;

	(void)state;
	buf_init(&a, MD_NAME_MAX);
	buf_init(&b, MD_NAME_MAX);
	clock_fix_us(1);
	md_name_unique(&a, "h");
	md_name_unique(&b, "h");
	clock_fix_us(-1);
	assert_string_not_equal(buf_str(&a), buf_str(&b));
}

/* The mark is part of the format on disk: it may never change. */
static void test_md_name__mark_is_as_documented(void **state)
{
	const uint8_t id[16] = { 0, 1, 2,  3,  4,  5,  6,  7,
				 8, 9, 10, 11, 12, 13, 14, 15 };
	const uint8_t other[16] = { 1 };

	(void)state;
	assert_int_equal(md_name_mark(1700000000, id), 0xd0800cec);
	assert_true(md_name_mark(1700000001, id) != 0xd0800cec);
	assert_true(md_name_mark(1700000000, other) != 0xd0800cec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_md_name__names_of_dovecot_parse),
		cmocka_unit_test(
			test_md_name__names_of_qmail_and_courier_parse),
		cmocka_unit_test(test_md_name__fields_come_in_any_order),
		cmocka_unit_test(
			test_md_name__malformed_fields_count_as_absent),
		cmocka_unit_test(
			test_md_name__info_may_be_missing_or_of_version_1),
		cmocka_unit_test(test_md_name__what_is_no_message_is_refused),
		cmocka_unit_test(
			test_md_name__letters_are_written_in_ascii_order),
		cmocka_unit_test(test_md_name__written_name_reads_back),
		cmocka_unit_test(test_md_name__longest_host_leaves_room),
		cmocka_unit_test(test_md_name__unique_names_differ),
		cmocka_unit_test(test_md_name__mark_is_as_documented),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
