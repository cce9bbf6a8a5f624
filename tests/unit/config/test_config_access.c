/* SPDX-License-Identifier: MIT */
#include "config/config_access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_config_access__addresses_have_a_host_and_a_port(void **state)
{
	struct config_addresses a;

	(void)state;
	assert_true(config_access_addresses(
		SPAN(" 127.0.0.1:12345,[::1]:1,*:65535, "), &a));
	assert_int_equal(a.count, 3);
	assert_string_equal(a.item[0].host, "127.0.0.1");
	assert_int_equal(a.item[0].port, 12345);
	assert_string_equal(a.item[1].host, "::1");
	assert_int_equal(a.item[1].port, 1);
	assert_string_equal(a.item[2].host, "*");
	assert_int_equal(a.item[2].port, 65535);
	assert_true(config_access_addresses(SPAN(""), &a));
	assert_int_equal(a.count, 0);
}

static void test_config_access__malformed_addresses_are_refused(void **state)
{
	static const char *const bad[] = {
		"127.0.0.1",           "127.0.0.1:0",
		"127.0.0.1:65536",     "::1:12345",
		"[::1]12345",          "[::1",
		"[127.0.0.1]:1",       "localhost:1",
		"127.0.0.1:x",         ":1",
		"10.0.0.0/8:1",        "[*]:1",
		"1.2.3.4:1 1.2.3.5:1", "*:1,*:2,*:3,*:4,*:5,*:6,*:7,*:8,*:9",
	};
	struct config_addresses a;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(config_access_addresses(span_of(bad[i]), &a));
}

static void test_config_access__a_socket_has_owner_group_and_mode(void **state)
{
	struct config_access a;

	(void)state;
	assert_true(config_access_parse(SPAN("root:postfix:0660"), &a));
	assert_string_equal(a.user, "root");
	assert_string_equal(a.group, "postfix");
	assert_int_equal(a.mode, 0660);
	assert_true(config_access_parse(SPAN("::600"), &a));
	assert_string_equal(a.user, "");
	assert_string_equal(a.group, "");
	assert_int_equal(a.mode, 0600);
}

static void test_config_access__malformed_access_is_refused(void **state)
{
	static const char *const bad[] = { "",       "root",  "root:postfix",
					   "::",     "::66",  "::0680",
					   "::1777", "::rw",  "a:b:0660:c",
					   "::+660", ":0660", ":: 660" };
	struct config_access a;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(config_access_parse(span_of(bad[i]), &a));
}

static void test_config_access__values_are_checked_by_their_unit(void **state)
{
	(void)state;
	assert_null(config_access_check("networks", "127.0.0.0/8 ::1"));
	assert_non_null(config_access_check("networks", "127.0.0.0/99"));
	assert_null(config_access_check("addresses", ""));
	assert_non_null(config_access_check("addresses", "12345"));
	assert_null(config_access_check("user:group:mode", "::0600"));
	assert_non_null(config_access_check("user:group:mode", "0600"));
	assert_null(config_access_check("reply", "550 5.2.1 Away"));
	assert_non_null(config_access_check("reply", "550 5.2.1\nAway"));
	assert_non_null(config_access_check("reply", ""));
	assert_null(config_access_check("file", "anything\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_config_access__addresses_have_a_host_and_a_port),
		cmocka_unit_test(
			test_config_access__malformed_addresses_are_refused),
		cmocka_unit_test(
			test_config_access__a_socket_has_owner_group_and_mode),
		cmocka_unit_test(
			test_config_access__malformed_access_is_refused),
		cmocka_unit_test(
			test_config_access__values_are_checked_by_their_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
