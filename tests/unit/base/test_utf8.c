/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/utf8.h"

/* RFC 3629 sections 3, 4 and 10 */
static void test_utf8__malformed_is_refused(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xc3",
		"\xe2\x82",
		"\xf0\x8f\xbf\xbf",
		"\xf0\x9f\x98",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
		"\xc3(",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(utf8_is_valid(span_of(bad[i])));
	assert_true(utf8_is_valid(SPAN("a\0\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"
				       "\xf4\x8f\xbf\xbf")));
}

static void test_utf8__every_code_point_comes_back(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 8);
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		struct span s;
		uint32_t back = 0;

		if (code == 0xd800)
			code = 0xe000;
		buf_reset(&out);
		utf8_add(&out, code);
		s = buf_span(&out);
		assert_true(utf8_take(&s, &back));
		assert_int_equal(back, code);
		assert_int_equal(s.len, 0);
	}
}

/* RFC 3501 5.1.3 */
static void test_utf8__mailbox_names_in_utf7(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" },
		{ "INBOX", "INBOX" },
		{ "a&b", "a&-b" },
		{ "~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c"
		  "\xac\xe8\xaa\x9e",
		  "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
		{ "Entw\xc3\xbcrfe", "Entw&APw-rfe" },
		{ "\xc3\xa4&\xc3\xa4", "&AOQ-&-&AOQ-" },
		{ "\xf0\x9f\x98\x80", "&2D3eAA-" },
		{ "a\x01", "a&AAE-" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		auto_buf struct buf out;

		buf_init(&out, 200);
		assert_true(utf8_to_mutf7(&out, span_of(pairs[i][0])));
		assert_string_equal(buf_str(&out), pairs[i][1]);
		buf_reset(&out);
		assert_true(utf8_from_mutf7(&out, span_of(pairs[i][1])));
		assert_string_equal(buf_str(&out), pairs[i][0]);
	}
}

static void test_utf8__a_second_spelling_is_refused(void **state)
{
	static const char *const bad[] = {
		"&",        "&AOQ",   "a&AGE-",   "&AOQ-&AOQ-",
		"&Jjo!",    "&AOR-",  "&AO-",     "&AOQA-",
		"\xc3\xa4", "a\x01",  "&2D0-",    "&3gA-",
		"&2D3YPQ-", "&ACY-",  "&AO\xc3-", "&U,BTFw-&ZeVnLIqe-",
		"&U/BTFw-", "&AOQ=-",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		auto_buf struct buf out;

		buf_init(&out, 200);
		buf_add_str(&out, "x");
		assert_false(utf8_from_mutf7(&out, span_of(bad[i])));
		assert_string_equal(buf_str(&out), "x");
	}
}

static void test_utf8__invalid_utf8_has_no_utf7(void **state)
{
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 200);
	assert_false(utf8_to_mutf7(&out, SPAN("abc\xff")));
	assert_int_equal(out.len, 0);
}

static void test_utf8__random_names_come_back(void **state)
{
	(void)state;
	srandom(5);
	for (int round = 0; round < 2000; round++) {
		auto_buf struct buf name;
		auto_buf struct buf encoded;
		auto_buf struct buf back;
		static const uint32_t top[] = { 0x7f, 0x7ff, 0xd7ff, 0x10ffff };

		buf_init(&name, 400);
		buf_init(&encoded, 4000);
		buf_init(&back, 400);
		for (int i = 0; i < round % 20; i++) {
			uint32_t code = (uint32_t)random() % top[random() % 4];

			if (code < 0xd800 || code > 0xdfff)
				utf8_add(&name, code);
		}
		assert_true(utf8_to_mutf7(&encoded, buf_span(&name)));
		assert_true(utf8_from_mutf7(&back, buf_span(&encoded)));
		assert_true(span_eq(buf_span(&back), buf_span(&name)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8__malformed_is_refused),
		cmocka_unit_test(test_utf8__every_code_point_comes_back),
		cmocka_unit_test(test_utf8__mailbox_names_in_utf7),
		cmocka_unit_test(test_utf8__a_second_spelling_is_refused),
		cmocka_unit_test(test_utf8__invalid_utf8_has_no_utf7),
		cmocka_unit_test(test_utf8__random_names_come_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
