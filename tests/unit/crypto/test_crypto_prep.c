/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto/crypto_prep.h"

static void check(const char *text, const char *wanted)
{
	struct buf out;

	buf_init(&out, 100);
	buf_add_str(&out, "x");
	assert_true(crypto_prep(span_of(text), &out) == (wanted != NULL));
	assert_string_equal(buf_str(&out) + 1, wanted ? wanted : "");
	buf_release(&out);
}

/* RFC 4013 section 3. */
static void test_crypto_prep__examples_of_the_rfc(void **state)
{
	(void)state;
	check("I\xc2\xadX", "IX");
	check("user", "user");
	check("USER", "USER");
	check("\xc2\xaa", "a");
	check("\xe2\x85\xa8", "IX");
	check("\x07", NULL);
	check("\xd8\xa7\x31", NULL);
}

static void test_crypto_prep__what_is_no_text_is_refused(void **state)
{
	struct buf out;

	(void)state;
	check("", NULL);
	check("\xc2\xad", NULL); /* nothing is left */
	check("\xff", NULL);
	buf_init(&out, 4);
	assert_false(crypto_prep(SPAN("a\0b"), &out));
	assert_false(crypto_prep(SPAN("longer"), &out));
	assert_int_equal(out.len, 0);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crypto_prep__examples_of_the_rfc),
		cmocka_unit_test(test_crypto_prep__what_is_no_text_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
