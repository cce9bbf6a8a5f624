/* SPDX-License-Identifier: MIT */
#include "base/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *text_of(const char *address)
{
	static char text[NETWORK_TEXT];
	struct network n;

	if (!network_parse(span_of(address), &n))
		return "malformed";
	network_text(&n, text);
	return text;
}

static void test_network__addresses_have_one_spelling(void **state)
{
	(void)state;
	assert_string_equal(text_of("192.0.2.1"), "192.0.2.1");
	assert_string_equal(text_of("::ffff:192.0.2.1"), "192.0.2.1");
	assert_string_equal(text_of("2001:DB8:0:0::1"), "2001:db8::1");
	assert_string_equal(text_of("::1"), "::1");
}

static void test_network__malformed_ones_are_refused(void **state)
{
	static const char *const bad[] = {
		"",           "192.0.2",  "192.0.2.256",  "192.0.2.1/33",
		"::1/129",    "1.2.3.4/", "1.2.3.4/-1",   "1.2.3.4 ",
		"::1%lo",     "/8",       "1.2.3.4/8/8",  "example.org",
		"1.2.3.4/ 8", ":::1",     "01.2.3.4.5.6", "0x7f000001",
	};
	struct network n;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(network_parse(span_of(bad[i]), &n));
	assert_false(network_parse(SPAN("192.0.2.1\0x"), &n));
}

static bool has(const char *list, const char *address)
{
	return network_list_has(span_of(list), span_of(address));
}

static void test_network__a_list_has_what_is_in_its_networks(void **state)
{
	const char *list = "127.0.0.0/8, 192.0.2.128/25\t2001:db8::/33 ::1,";

	(void)state;
	assert_true(network_list_is_valid(span_of(list)));
	assert_true(has(list, "127.255.0.1"));
	assert_true(has(list, "::ffff:127.0.0.1"));
	assert_true(has(list, "192.0.2.128"));
	assert_true(has(list, "192.0.2.255"));
	assert_false(has(list, "192.0.2.127"));
	assert_true(has(list, "2001:db8:7fff::1"));
	assert_false(has(list, "2001:db8:8000::1"));
	assert_true(has(list, "::1"));
	assert_false(has(list, "::2"));
	assert_false(has(list, "127.0.0.0/8"));
	assert_false(has(list, "unix"));
	assert_false(has(list, ""));
}

static void test_network__an_empty_list_has_nothing(void **state)
{
	(void)state;
	assert_true(network_list_is_valid(SPAN("")));
	assert_true(network_list_is_valid(SPAN(" , ")));
	assert_false(has("", "127.0.0.1"));
	assert_false(network_list_is_valid(SPAN("127.0.0.1, foo")));
	assert_true(has("0.0.0.0/0", "8.8.8.8"));
	assert_false(has("0.0.0.0/0", "2001:db8::1"));
	assert_true(has("::/0", "8.8.8.8"));
}

static void test_network__masks_keep_the_first_bits(void **state)
{
	char text[NETWORK_TEXT];
	struct network n;

	(void)state;
	assert_true(network_parse(SPAN("2001:db8:1:2:3:4:5:6"), &n));
	network_mask(&n, 64);
	network_text(&n, text);
	assert_string_equal(text, "2001:db8:1:2::");
	network_mask(&n, 47);
	network_text(&n, text);
	assert_string_equal(text, "2001:db8::");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_network__addresses_have_one_spelling),
		cmocka_unit_test(test_network__malformed_ones_are_refused),
		cmocka_unit_test(
			test_network__a_list_has_what_is_in_its_networks),
		cmocka_unit_test(test_network__an_empty_list_has_nothing),
		cmocka_unit_test(test_network__masks_keep_the_first_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
