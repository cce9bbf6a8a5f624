/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/ranges.h"

enum {
	SPACE = 200
};

static void assert_text(const struct ranges *r, const char *text)
{
	auto_buf struct buf out;

	buf_init(&out, 4096);
	ranges_write(r, &out);
	assert_string_equal(buf_str(&out), text);
}

static void test_ranges__neighbours_melt_into_one_run(void **state)
{
	auto_ranges struct ranges r = { 0 };

	(void)state;
	ranges_add(&r, 5);
	ranges_add(&r, 7);
	ranges_add(&r, 9);
	assert_text(&r, "5,7,9");
	ranges_add(&r, 6);
	assert_text(&r, "5:7,9");
	ranges_add_run(&r, 1, 20);
	assert_text(&r, "1:20");
	ranges_remove_run(&r, 3, 4);
	ranges_remove_run(&r, 20, 20);
	assert_text(&r, "1:2,5:19");
	assert_int_equal(ranges_size(&r), 17);
	ranges_clear(&r);
	assert_text(&r, "");
}

static void test_ranges__the_ends_of_the_number_space(void **state)
{
	auto_ranges struct ranges r = { 0 };

	(void)state;
	ranges_add(&r, 0);
	assert_true(ranges_is_empty(&r));
	ranges_add_run(&r, 0, UINT32_MAX);
	assert_int_equal(ranges_size(&r), UINT32_MAX);
	assert_int_equal(ranges_rank(&r, UINT32_MAX), UINT32_MAX);
	assert_int_equal(ranges_select(&r, UINT32_MAX), UINT32_MAX);
	ranges_remove_run(&r, UINT32_MAX, UINT32_MAX);
	ranges_add(&r, UINT32_MAX);
	ranges_remove_run(&r, 2, UINT32_MAX - 2);
	assert_text(&r, "1,4294967294:4294967295");
	assert_int_equal(ranges_from(&r, 2), UINT32_MAX - 1);
	assert_int_equal(ranges_next(&r, 1), UINT32_MAX - 1);
	assert_int_equal(ranges_next(&r, UINT32_MAX - 1), UINT32_MAX);
	assert_int_equal(ranges_next(&r, UINT32_MAX), 0);
	assert_int_equal(ranges_run_end(&r, UINT32_MAX - 1), UINT32_MAX);
	assert_int_equal(ranges_run_end(&r, 2), 2);
	assert_int_equal(ranges_last(&r), UINT32_MAX);
	ranges_add_run(&r, 9, 3);
	assert_int_equal(ranges_size(&r), 3);
}

static void assert_same(struct ranges *r, const bool *model)
{
	uint32_t rank = 0;
	uint32_t next = 0;

	for (uint32_t n = 1; n < SPACE; n++) {
		assert_int_equal(ranges_has(r, n), model[n]);
		assert_int_equal(ranges_rank(r, n), model[n] ? rank + 1 : 0);
		if (model[n])
			assert_int_equal(ranges_select(r, ++rank), n);
	}
	for (uint32_t n = SPACE - 1; n > 0; n--) {
		next = model[n] ? n : next;
		assert_int_equal(ranges_from(r, n), next);
	}
	assert_int_equal(ranges_size(r), rank);
	assert_int_equal(ranges_select(r, rank + 1), 0);
	for (size_t i = 1; i < r->count; i++)
		assert_true(r->run[i].first > r->run[i - 1].last + 1);
}

static void fill(struct ranges *r, bool *model, int runs)
{
	ranges_clear(r);
	for (int n = 0; n < SPACE; n++)
		model[n] = false;
	while (runs-- > 0) {
		uint32_t first = 1 + (uint32_t)(random() % (SPACE - 12));
		uint32_t last = first + (uint32_t)(random() % 10);

		ranges_add_run(r, first, last);
		for (uint32_t n = first; n <= last; n++)
			model[n] = true;
	}
}

static void apply(struct ranges *r, bool *model, uint32_t first, uint32_t last,
		  bool add)
{
	if (add)
		ranges_add_run(r, first, last);
	else
		ranges_remove_run(r, first, last);
	for (uint32_t n = first; n <= last; n++)
		model[n] = add;
}

static void test_ranges__single_changes_match_a_bitmap(void **state)
{
	auto_ranges struct ranges r = { 0 };
	bool model[SPACE] = { false };

	(void)state;
	srandom(7);
	for (int step = 0; step < 3000; step++) {
		uint32_t first = 1 + (uint32_t)(random() % (SPACE - 12));
		uint32_t last = first + (uint32_t)(random() % 10);

		apply(&r, model, first, last, random() % 2);
		if (step % 7 == 0)
			assert_same(&r, model);
	}
}

static void combine(int how, bool *to, const bool *with)
{
	for (int n = 0; n < SPACE; n++) {
		if (how == 0)
			to[n] = to[n] || with[n];
		else if (how == 1)
			to[n] = to[n] && !with[n];
		else
			to[n] = to[n] && with[n];
	}
}

static void test_ranges__set_operations_match_a_bitmap(void **state)
{
	auto_ranges struct ranges a = { 0 };
	auto_ranges struct ranges b = { 0 };
	bool in_a[SPACE];
	bool in_b[SPACE];

	(void)state;
	srandom(8);
	for (int round = 0; round < 1500; round++) {
		fill(&a, in_a, (int)(random() % 20));
		fill(&b, in_b, (int)(random() % 20));
		(void)ranges_size(&a);
		if (round % 3 == 0)
			ranges_add_all(&a, &b);
		else if (round % 3 == 1)
			ranges_remove_all(&a, &b);
		else
			ranges_intersect(&a, &b);
		combine(round % 3, in_a, in_b);
		assert_same(&a, in_a);
		assert_same(&b, in_b);
	}
}

static void test_ranges__a_set_with_itself(void **state)
{
	auto_ranges struct ranges r = { 0 };

	(void)state;
	ranges_add_run(&r, 3, 4);
	ranges_add_run(&r, 8, 9);
	ranges_add_all(&r, &r);
	ranges_intersect(&r, &r);
	ranges_copy(&r, &r);
	assert_text(&r, "3:4,8:9");
	ranges_remove_all(&r, &r);
	assert_true(ranges_is_empty(&r));
}

static void test_ranges__pack_and_unpack_give_the_same_set(void **state)
{
	auto_ranges struct ranges a = { 0 };
	auto_ranges struct ranges b = { 0 };
	auto_buf struct buf packed;
	bool model[SPACE];

	(void)state;
	srandom(9);
	buf_init(&packed, 4096);
	for (int round = 0; round < 300; round++) {
		fill(&a, model, round % 25);
		buf_reset(&packed);
		ranges_pack(&a, &packed);
		assert_true(ranges_unpack(&b, buf_span(&packed), 1000));
		assert_same(&b, model);
		if (a.count > 0)
			assert_false(ranges_unpack(&b, buf_span(&packed),
						   a.count - 1));
	}
	ranges_clear(&a);
	ranges_add_run(&a, 1, UINT32_MAX);
	buf_reset(&packed);
	ranges_pack(&a, &packed);
	assert_true(ranges_unpack(&b, buf_span(&packed), 1));
	assert_text(&b, "1:4294967295");
}

static void test_ranges__malformed_packed_bytes_are_refused(void **state)
{
	static const char *const bad[] = {
		"\x80",     /* cut */
		"\x01",     /* the length is missing */
		"\x82\x00", /* not the shortest spelling; see len */
		"\xff\xff\xff\xff\xff\x01", /* too long */
		"\xfe\xff\xff\xff\x1f\x02", /* the second is past the end */
	};
	static const size_t len[] = { 1, 1, 2, 6, 6 };
	auto_ranges struct ranges r = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(
			ranges_unpack(&r, span_make(bad[i], len[i]), 1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges__neighbours_melt_into_one_run),
		cmocka_unit_test(test_ranges__the_ends_of_the_number_space),
		cmocka_unit_test(test_ranges__single_changes_match_a_bitmap),
		cmocka_unit_test(test_ranges__set_operations_match_a_bitmap),
		cmocka_unit_test(test_ranges__a_set_with_itself),
		cmocka_unit_test(
			test_ranges__pack_and_unpack_give_the_same_set),
		cmocka_unit_test(
			test_ranges__malformed_packed_bytes_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
