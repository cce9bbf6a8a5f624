/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "index/index_record.h"
#include "index/index_sum.h"

/* Stored on disk: it must not change unnoticed. */
static void test_index_record__the_sum_stays_the_same(void **state)
{
	char bytes[100];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	assert_int_equal(index_sum_fold(index_sum(0, SPAN(""))), 0);
	assert_int_equal(index_sum_fold(index_sum(0, SPAN("a"))), 0x1791e78d);
	assert_int_equal(
		index_sum_fold(index_sum(1, span_make(bytes, sizeof(bytes)))),
		0x5a239aef);
}

static void test_index_record__the_sum_tells_lengths_apart(void **state)
{
	char zeros[100] = { 0 };

	(void)state;
	for (size_t a = 0; a < sizeof(zeros); a++) {
		for (size_t b = 0; b < a; b++)
			assert_true(index_sum(0, span_make(zeros, a)) !=
				    index_sum(0, span_make(zeros, b)));
	}
}

static int order(struct index_key a, struct index_key b)
{
	return span_cmp(index_record_key_span(&a), index_record_key_span(&b));
}

static void test_index_record__keys_sort_as_numbers_do(void **state)
{
	(void)state;
	assert_true(order(index_record_key_uid(INDEX_KEY_MESSAGE, 1, 255),
			  index_record_key_uid(INDEX_KEY_MESSAGE, 1, 256)) < 0);
	assert_true(
		order(index_record_key_uid(INDEX_KEY_MESSAGE, 1, UINT32_MAX),
		      index_record_key_uid(INDEX_KEY_MESSAGE, 2, 1)) < 0);
	assert_true(order(index_record_key_log(1, 255, UINT16_MAX),
			  index_record_key_log(1, 256, 0)) < 0);
	assert_true(order(index_record_key_log(1, UINT32_MAX, 1),
			  index_record_key_log(1, (uint64_t)1 << 32, 0)) < 0);
	assert_true(order(index_record_key_log(9, 9, 9),
			  index_record_key_uid(INDEX_KEY_MESSAGE, 1, 1)) < 0);
}

static void test_index_record__keys_are_read_back(void **state)
{
	struct index_key message =
		index_record_key_uid(INDEX_KEY_MESSAGE, 0x81020304, 77);
	struct index_key log =
		index_record_key_log(0x81020304, UINT64_MAX - 1, 0xfffe);
	uint64_t modseq = 0;
	uint16_t serial = 0;
	uint32_t uid = 0;

	(void)state;
	assert_true(index_record_read_key_uid(index_record_key_span(&message),
					      INDEX_KEY_MESSAGE, 0x81020304,
					      &uid));
	assert_int_equal(uid, 77);
	assert_false(index_record_read_key_uid(index_record_key_span(&message),
					       INDEX_KEY_MESSAGE, 0x81020305,
					       &uid));
	assert_false(index_record_read_key_uid(index_record_key_span(&log),
					       INDEX_KEY_MESSAGE, 0x81020304,
					       &uid));
	assert_true(index_record_read_key_log(index_record_key_span(&log),
					      0x81020304, &modseq, &serial));
	assert_true(modseq == UINT64_MAX - 1 && serial == 0xfffe);
}

static void test_index_record__a_seal_breaks_with_any_bit(void **state)
{
	struct index_key key = index_record_key_uid(INDEX_KEY_MESSAGE, 5, 6);
	struct index_key other = index_record_key_uid(INDEX_KEY_MESSAGE, 5, 7);
	struct span value;

	(void)state;
	for (size_t size = 0; size < 70; size++) {
		char bytes[80];
		struct span sealed = span_make(bytes, size + INDEX_RECORD_SEAL);

		memset(bytes, (int)size, sizeof(bytes));
		index_record_seal(index_record_key_span(&key), bytes, size);
		assert_true(index_record_open(index_record_key_span(&key),
					      sealed, &value));
		assert_int_equal(value.len, size);
		assert_false(index_record_open(index_record_key_span(&other),
					       sealed, &value));
		for (size_t bit = 0; bit < 8 * sealed.len; bit++) {
			bytes[bit / 8] ^= (char)(1 << bit % 8);
			assert_false(index_record_open(
				index_record_key_span(&key), sealed, &value));
			bytes[bit / 8] ^= (char)(1 << bit % 8);
		}
	}
}

static void test_index_record__wrong_sizes_are_refused(void **state)
{
	struct index_folder folder;
	struct index_message message;
	struct index_usage usage;
	char bytes[200] = { 0 };
	uint32_t n;

	(void)state;
	for (size_t size = 0; size < sizeof(bytes); size++) {
		struct span value = span_make(bytes, size);

		assert_int_equal(index_record_read_u32(value, &n), size == 4);
		assert_int_equal(index_record_read_usage(value, &usage),
				 size == 16);
		assert_int_equal(index_record_read_message(value, &message),
				 size == 72);
		assert_int_equal(index_record_read_folder(value, &folder),
				 size == 156);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_index_record__the_sum_stays_the_same),
		cmocka_unit_test(
			test_index_record__the_sum_tells_lengths_apart),
		cmocka_unit_test(test_index_record__keys_sort_as_numbers_do),
		cmocka_unit_test(test_index_record__keys_are_read_back),
		cmocka_unit_test(test_index_record__a_seal_breaks_with_any_bit),
		cmocka_unit_test(test_index_record__wrong_sizes_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
