/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/b64.h"

/* RFC 4648 section 10 */
static void test_b64__vectors_of_the_rfc(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		auto_buf struct buf out;

		buf_init(&out, 100);
		b64_encode(&out, span_of(pairs[i][0]));
		assert_string_equal(buf_str(&out), pairs[i][1]);
		buf_reset(&out);
		assert_true(b64_decode(&out, span_of(pairs[i][1])));
		assert_int_equal(out.len, span_of(pairs[i][0]).len);
	}
}

static void test_b64__malformed_is_refused(void **state)
{
	static const char *const bad[] = { "Zg=",      "Zg",       "Z===",
					   "Zm9v!A==", "Zg==Zg==", "=Zg=" };
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		auto_buf struct buf out;

		buf_init(&out, 100);
		assert_false(b64_decode(&out, span_of(bad[i])));
		assert_int_equal(out.len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_b64__vectors_of_the_rfc),
		cmocka_unit_test(test_b64__malformed_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
