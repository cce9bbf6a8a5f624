/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

static void assert_number(uint64_t n, const char *text)
{
	struct buf b;

	buf_init(&b, 64);
	buf_add_u64(&b, n);
	assert_string_equal(buf_str(&b), text);
	buf_add_u64(&b, n);
	assert_int_equal(b.len, 2 * strlen(text));
	assert_string_equal(buf_str(&b) + strlen(text), text);
	buf_release(&b);
}

static void test_buf__numbers_are_decimal(void **state)
{
	(void)state;
	assert_number(0, "0");
	assert_number(9, "9");
	assert_number(10, "10");
	assert_number(99, "99");
	assert_number(100, "100");
	assert_number(4294967295, "4294967295");
	assert_number(9999999999999999999u, "9999999999999999999");
	assert_number(10000000000000000000u, "10000000000000000000");
	assert_number(UINT64_MAX, "18446744073709551615");
}

static void test_buf__a_number_past_the_cap_is_not_written(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	buf_add_u64(&b, 123);
	buf_add_u64(&b, 456);
	assert_true(b.full);
	assert_string_equal(buf_str(&b), "123");
	buf_add_u64(&b, 45);
	assert_string_equal(buf_str(&b), "12345");
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buf__numbers_are_decimal),
		cmocka_unit_test(
			test_buf__a_number_past_the_cap_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
