/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/x.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

static void test_crypto_secret__a_wiped_buffer_keeps_nothing(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	buf_add_str(&b, "password");
	buf_truncate(&b, 2);
	crypto_secret_wipe_buf(&b);
	assert_int_equal(b.len, 0);
	for (size_t i = 0; i < b.space; i++)
		assert_int_equal(b.ptr[i], 0);
	buf_release(&b);
}

static void test_crypto_secret__free_forgets_the_pointer(void **state)
{
	char *text = x_strdup("password");

	(void)state;
	crypto_secret_free(&text);
	assert_null(text);
	crypto_secret_free(&text);
}

static void test_crypto_secret__equal_means_every_byte(void **state)
{
	(void)state;
	assert_true(crypto_secret_eq(SPAN(""), SPAN("")));
	assert_true(crypto_secret_eq(SPAN("a\0b"), SPAN("a\0b")));
	assert_false(crypto_secret_eq(SPAN("a\0b"), SPAN("a\0c")));
	assert_false(crypto_secret_eq(SPAN("a"), SPAN("ab")));
}

static void test_crypto_random__hex_is_hex_and_new(void **state)
{
	char a[33], b[33];

	(void)state;
	crypto_random_hex(a, 16);
	crypto_random_hex(b, 16);
	assert_int_equal(strlen(a), 32);
	assert_int_equal(strspn(a, "0123456789abcdef"), 32);
	assert_string_not_equal(a, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_crypto_secret__a_wiped_buffer_keeps_nothing),
		cmocka_unit_test(test_crypto_secret__free_forgets_the_pointer),
		cmocka_unit_test(test_crypto_secret__equal_means_every_byte),
		cmocka_unit_test(test_crypto_random__hex_is_hex_and_new),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
