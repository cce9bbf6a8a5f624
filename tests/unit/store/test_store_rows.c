/* SPDX-License-Identifier: MIT */
#include "store/store_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/check.h"

enum {
	COUNT_MAX = 1000
};

static int by_uid(const void *a, const void *b, void *arg)
{
	const struct store_row *x = a;
	const struct store_row *y = b;

	(void)arg;
	assert_true(x->rank == y->rank);
	return (x->uid > y->uid) - (x->uid < y->uid);
}

/* Of few ranks if `of` is small, whose bytes differ here and there. */
static void fill(struct store_row *rows, size_t count, uint64_t of)
{
	for (uint32_t i = 0; i < count; i++)
		rows[i] = (struct store_row){
			.rank = i * UINT64_C(0x9e3779b97f4a7c15) % of << 17,
			.place = i,
			.uid = i * 7919 % COUNT_MAX,
		};
}

static void test_store_rows__are_in_the_order_of_their_ranks(void **state)
{
	static const size_t counts[] = { 0, 1, 2, 3, 64, 65, COUNT_MAX };
	static const uint64_t ofs[] = { 1, 5, 300, UINT64_MAX };
	struct store_row rows[COUNT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts) * ARRAY_LEN(ofs); i++) {
		size_t count = counts[i / ARRAY_LEN(ofs)];

		fill(rows, count, ofs[i % ARRAY_LEN(ofs)]);
		store_rows_sort(rows, count, NULL, NULL);
		for (size_t k = 1; k < count; k++)
			assert_true(rows[k - 1].rank < rows[k].rank ||
				    (rows[k - 1].rank == rows[k].rank &&
				     rows[k - 1].place < rows[k].place));
	}
}

static void test_store_rows__equal_ones_are_compared(void **state)
{
	static const size_t counts[] = { 2, 64, 65, COUNT_MAX };
	struct store_row rows[COUNT_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		fill(rows, counts[i], 5);
		store_rows_sort(rows, counts[i], by_uid, NULL);
		for (size_t k = 1; k < counts[i]; k++)
			assert_true(rows[k - 1].rank < rows[k].rank ||
				    (rows[k - 1].rank == rows[k].rank &&
				     rows[k - 1].uid < rows[k].uid));
	}
}

static void test_store_rows__a_smaller_number_has_a_smaller_rank(void **state)
{
	static const int64_t n[] = { INT64_MIN, -5, -1, 0, 1, 7, INT64_MAX };

	(void)state;
	for (size_t i = 1; i < ARRAY_LEN(n); i++)
		assert_true(store_rows_rank(n[i - 1]) < store_rows_rank(n[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_store_rows__are_in_the_order_of_their_ranks),
		cmocka_unit_test(test_store_rows__equal_ones_are_compared),
		cmocka_unit_test(
			test_store_rows__a_smaller_number_has_a_smaller_rank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
