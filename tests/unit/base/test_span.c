/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/num.h"
#include "base/span.h"

static void test_span__cut_gives_every_piece(void **state)
{
	struct span rest = SPAN("a,,b");
	struct span piece;

	(void)state;
	assert_true(span_cut(&rest, ',', &piece));
	assert_true(span_eq(piece, SPAN("a")));
	assert_true(span_cut(&rest, ',', &piece));
	assert_true(span_is_empty(piece));
	assert_true(span_cut(&rest, ',', &piece));
	assert_true(span_eq(piece, SPAN("b")));
	assert_false(span_cut(&rest, ',', &piece));
}

static void test_span__find_tells_length_when_missing(void **state)
{
	(void)state;
	assert_int_equal(span_find(SPAN("hello"), SPAN("llo")), 2);
	assert_int_equal(span_find(SPAN("hello"), SPAN("x")), 5);
	assert_int_equal(span_find(SPAN(""), SPAN("x")), 0);
}

static void test_span__compare_ignores_case_of_ascii_only(void **state)
{
	(void)state;
	assert_true(span_eq_nocase(SPAN("INBOX"), SPAN("inbox")));
	assert_false(span_eq_nocase(SPAN("\xc3\x84"), SPAN("\xc3\xa4")));
	assert_true(span_starts_nocase(SPAN("Subject: x"), SPAN("subject:")));
	assert_true(span_cmp(SPAN("a"), SPAN("ab")) < 0);
}

static void test_num__range_and_shape_are_checked(void **state)
{
	uint32_t n = 7;
	uint64_t big;

	(void)state;
	assert_true(num_parse_u32(SPAN("4294967295"), 1, UINT32_MAX, &n));
	assert_int_equal(n, UINT32_MAX);
	assert_false(num_parse_u32(SPAN("4294967296"), 1, UINT32_MAX, &n));
	assert_false(num_parse_u32(SPAN(""), 0, 9, &n));
	assert_false(num_parse_u32(SPAN("+1"), 0, 9, &n));
	assert_false(num_parse_u32(SPAN("1 "), 0, 9, &n));
	assert_false(num_parse_u64(SPAN("18446744073709551616"), 0, UINT64_MAX,
				   &big));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_span__cut_gives_every_piece),
		cmocka_unit_test(test_span__find_tells_length_when_missing),
		cmocka_unit_test(test_span__compare_ignores_case_of_ascii_only),
		cmocka_unit_test(test_num__range_and_shape_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
