/* SPDX-License-Identifier: MIT */
#include "auth/auth_socketmap_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"

static void
test_auth_socketmap_parse__a_request_has_a_map_and_a_key(void **state)
{
	struct span in = SPAN("21:mailboxes a@example.x,3:next");
	struct span message, map, key;
	size_t used;

	(void)state;
	assert_int_equal(auth_socketmap_parse_frame(in, &message, &used),
			 AUTH_FRAME_READY);
	assert_int_equal(used, 25);
	assert_true(auth_socketmap_parse(message, &map, &key));
	assert_true(span_eq(map, SPAN("mailboxes")));
	assert_true(span_eq(key, SPAN("a@example.x")));
}

static void test_auth_socketmap_parse__a_key_may_have_spaces(void **state)
{
	struct span map, key;

	(void)state;
	assert_true(auth_socketmap_parse(SPAN("m a b "), &map, &key));
	assert_true(span_eq(key, SPAN("a b ")));
	assert_true(auth_socketmap_parse(SPAN("m "), &map, &key));
	assert_int_equal(key.len, 0);
	assert_false(auth_socketmap_parse(SPAN("m"), &map, &key));
	assert_false(auth_socketmap_parse(SPAN(" key"), &map, &key));
	assert_false(auth_socketmap_parse(SPAN(""), &map, &key));
}

static void test_auth_socketmap_parse__any_piece_waits_for_more(void **state)
{
	struct span whole = SPAN("11:map a@b.org,");
	struct span message;
	size_t used;

	(void)state;
	for (size_t n = 0; n < whole.len; n++)
		assert_int_equal(auth_socketmap_parse_frame(
					 span_first(whole, n), &message, &used),
				 AUTH_FRAME_MORE);
	assert_int_equal(auth_socketmap_parse_frame(whole, &message, &used),
			 AUTH_FRAME_READY);
}

static void test_auth_socketmap_parse__malformed_netstrings_end_it(void **state)
{
	static const char *const bad[] = { "x",        ":",       "-1:a,",
					   "5:ab cd;", "99999:",  "9000:a b",
					   "12345",    " 5:a b,", "5 :a b c," };
	struct span message;
	size_t used;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(auth_socketmap_parse_frame(span_of(bad[i]),
							    &message, &used),
				 AUTH_FRAME_BAD);
}

static void test_auth_socketmap_parse__replies_are_netstrings(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 100);
	auth_socketmap_parse_reply(&out, "OK", "a@example.org");
	auth_socketmap_parse_reply(&out, "NOTFOUND", "");
	assert_string_equal(buf_str(&out), "16:OK a@example.org,9:NOTFOUND ,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_auth_socketmap_parse__a_request_has_a_map_and_a_key),
		cmocka_unit_test(
			test_auth_socketmap_parse__a_key_may_have_spaces),
		cmocka_unit_test(
			test_auth_socketmap_parse__any_piece_waits_for_more),
		cmocka_unit_test(
			test_auth_socketmap_parse__malformed_netstrings_end_it),
		cmocka_unit_test(
			test_auth_socketmap_parse__replies_are_netstrings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
