/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "account/account_wire.h"
#include "base/auto.h"

static void test_account_wire__escapes_come_back(void **state)
{
	struct span text = SPAN("a\0b\001c\td\re\nf");
	auto_buf struct buf escaped;
	auto_buf struct buf plain;

	(void)state;
	buf_init(&escaped, 100);
	buf_init(&plain, 100);
	account_wire_escape(&escaped, text);
	assert_string_equal(buf_str(&escaped), "a\001"
					       "0b\001"
					       "1c\001td\001re\001nf");
	account_wire_unescape(&plain, buf_span(&escaped));
	assert_true(span_eq(buf_span(&plain), text));
}

static void test_account_wire__an_escape_cut_short_is_dropped(void **state)
{
	auto_buf struct buf plain;

	(void)state;
	buf_init(&plain, 100);
	account_wire_unescape(&plain, SPAN("ab\001"));
	assert_true(span_eq(buf_span(&plain), SPAN("ab")));
}

static void test_account_wire__values_are_found_by_whole_key(void **state)
{
	struct span line = SPAN("rips=1\tnologin\trip=2\trip=3\tlip=");
	struct span value;

	(void)state;
	assert_true(account_wire_value(line, SPAN("rip"), &value));
	assert_true(span_eq(value, SPAN("2")));
	assert_true(account_wire_value(line, SPAN("lip"), &value));
	assert_true(span_is_empty(value));
	assert_false(account_wire_value(line, SPAN("nologin"), &value));
	assert_false(account_wire_value(line, SPAN("ip"), &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_account_wire__escapes_come_back),
		cmocka_unit_test(
			test_account_wire__an_escape_cut_short_is_dropped),
		cmocka_unit_test(
			test_account_wire__values_are_found_by_whole_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
