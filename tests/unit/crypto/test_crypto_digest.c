/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "crypto/crypto_digest.h"

static void check(struct span bytes, const char *wanted)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	char hex[2 * CRYPTO_DIGEST_SIZE + 1];

	crypto_digest_make(bytes, digest);
	for (unsigned i = 0; i < CRYPTO_DIGEST_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(hex, wanted);
}

/* Made with another implementation, around the ends of blocks. */
static void test_crypto_digest__is_blake2b(void **state)
{
	char bytes[1000];

	(void)state;
	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i % 251);
	check(SPAN(""), "cae66941d9efbd404e4d88758ea67670");
	check(SPAN("abc"), "cf4ab791c62b8d2b2109c90275287816");
	check(span_make(bytes, 127), "28b1296c7d4807883de6ee4ec04dcc0a");
	check(span_make(bytes, 128), "a74787004ef589e31149183900d0294a");
	check(span_make(bytes, 129), "aaf1b0371f6d4ee49ee4fb5ddd9c49ef");
	check(span_make(bytes, 256), "1142c504dcd26338b7cbcf41424540d0");
	check(span_make(bytes, 1000), "bca120dfd89cd95d82898473a5b01c90");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crypto_digest__is_blake2b),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
