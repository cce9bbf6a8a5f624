/* SPDX-License-Identifier: MIT */
#include "auth/auth_relay_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/auto.h"

static int64_t find(const struct auth_relay_table *t, const char *address,
		    int64_t now)
{
	return auth_relay_table_find(t, span_of(address), now);
}

static void test_auth_relay_table__an_address_ends(void **state)
{
	struct auth_relay_table *t = auth_relay_table_new(10);

	(void)state;
	assert_true(auth_relay_table_add(t, SPAN("192.0.2.1"), 100));
	assert_int_equal(find(t, "192.0.2.1", 99), 100);
	assert_int_equal(find(t, "::ffff:192.0.2.1", 99), 100);
	assert_int_equal(find(t, "192.0.2.1", 100), 0);
	assert_int_equal(find(t, "192.0.2.2", 99), 0);
	assert_int_equal(find(t, "192.0.2.0/24", 99), 0);
	assert_int_equal(find(t, "unknown", 99), 0);
	assert_true(auth_relay_table_add(t, SPAN("192.0.2.1"), 200));
	assert_int_equal(find(t, "192.0.2.1", 150), 200);
	assert_int_equal(auth_relay_table_next_end(t), 200);
	assert_int_equal(auth_relay_table_expire(t, 199), 0);
	assert_int_equal(auth_relay_table_expire(t, 200), 1);
	assert_int_equal(auth_relay_table_next_end(t), 0);
	auth_relay_table_free(&t);
}

static void test_auth_relay_table__only_single_addresses_enter(void **state)
{
	struct auth_relay_table *t = auth_relay_table_new(10);

	(void)state;
	assert_false(auth_relay_table_add(t, SPAN("192.0.2.0/24"), 100));
	assert_false(auth_relay_table_add(t, SPAN("unknown"), 100));
	assert_false(auth_relay_table_add(t, SPAN(""), 100));
	assert_int_equal(auth_relay_table_next_end(t), 0);
	auth_relay_table_free(&t);
}

static void test_auth_relay_table__the_oldest_makes_room(void **state)
{
	struct auth_relay_table *t = auth_relay_table_new(100);
	char address[32];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(address, sizeof(address), "10.0.%d.%d", i / 256,
			 i % 256);
		auth_relay_table_add(t, span_of(address), 5000 + i);
		auth_relay_table_add(t, SPAN("192.0.2.1"), 5000 + i);
	}
	assert_int_equal(find(t, "192.0.2.1", 1), 5999);
	assert_int_equal(find(t, "10.0.3.231", 1), 5999);
	assert_int_equal(find(t, "10.0.3.132", 1), 0);
	assert_int_equal(auth_relay_table_expire(t, 99999), 100);
	auth_relay_table_free(&t);
}

static void test_auth_relay_table__is_written_and_read_again(void **state)
{
	struct auth_relay_table *t = auth_relay_table_new(10);
	struct auth_relay_table *again = auth_relay_table_new(10);
	auto_buf struct buf out;

	(void)state;
	auth_relay_table_add(t, SPAN("192.0.2.1"), 100);
	auth_relay_table_add(t, SPAN("2001:db8::1"), 200);
	auth_relay_table_add(t, SPAN("192.0.2.2"), 300);
	buf_init(&out, 4096);
	auth_relay_table_write(t, &out);
	assert_string_equal(
		buf_str(&out),
		"192.0.2.1\t100\n2001:db8::1\t200\n192.0.2.2\t300\n");
	auth_relay_table_read(again, buf_span(&out), 100, 250);
	assert_int_equal(find(again, "192.0.2.1", 1), 0);
	assert_int_equal(find(again, "2001:db8::1", 1), 200);
	assert_int_equal(find(again, "192.0.2.2", 1), 250);
	auth_relay_table_free(&t);
	auth_relay_table_free(&again);
}

static void test_auth_relay_table__damaged_lines_are_passed_over(void **state)
{
	struct auth_relay_table *t = auth_relay_table_new(10);
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 4096);
	auth_relay_table_read(t,
			      SPAN("garbage\n\t5\n192.0.2.1\t\n192.0.2.1\tx\n"
				   "192.0.2.9\t400\n192.0.2.8\t300\n192.0"),
			      1, 500);
	auth_relay_table_write(t, &out);
	assert_string_equal(buf_str(&out), "192.0.2.8\t300\n192.0.2.9\t400\n");
	auth_relay_table_free(&t);
}

static void test_auth_relay_table__rules_are_those_of_tcp_smtp(void **state)
{
	struct auth_relay_table *t = auth_relay_table_new(10);
	auto_buf struct buf out;

	(void)state;
	auth_relay_table_add(t, SPAN("192.0.2.1"), 100);
	auth_relay_table_add(t, SPAN("2001:db8::1"), 200);
	buf_init(&out, 4096);
	auth_relay_table_rules(t, &out);
	assert_string_equal(buf_str(&out),
			    "192.0.2.1:allow,RELAYCLIENT=\"\"\n");
	auth_relay_table_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_relay_table__an_address_ends),
		cmocka_unit_test(
			test_auth_relay_table__only_single_addresses_enter),
		cmocka_unit_test(test_auth_relay_table__the_oldest_makes_room),
		cmocka_unit_test(
			test_auth_relay_table__is_written_and_read_again),
		cmocka_unit_test(
			test_auth_relay_table__damaged_lines_are_passed_over),
		cmocka_unit_test(
			test_auth_relay_table__rules_are_those_of_tcp_smtp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
