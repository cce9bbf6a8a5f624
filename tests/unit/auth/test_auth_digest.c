/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_digest.h"

/* RFC 2831 4: user "chris", password "secret" */
#define IMAP                                                                   \
	"charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\","      \
	"nonce=\"OA6MG9tEQGm2hh\",nc=00000001,cnonce=\"OA6MHXh6VqTrRk\","      \
	"digest-uri=\"imap/elwood.innosoft.com\","                             \
	"response=d388dad90d4bbd760a152321f2143af7,qop=auth"

static bool parse(const char *text, struct auth_digest *out)
{
	auth_digest_init(out);
	return auth_digest_parse(span_of(text), out);
}

static const char *field(const struct auth_digest *digest,
			 enum auth_digest_field which)
{
	return buf_str(&digest->field[which]);
}

static void test_auth_digest__example_of_the_standard(void **state)
{
	const struct crypto_stored stored = { .text = SPAN("{PLAIN}secret"),
					      .user = SPAN("chris") };
	uint8_t ha1[CRYPTO_VERIFIER_HA1];
	char hex[AUTH_DIGEST_HEX];
	struct auth_digest digest;

	(void)state;
	assert_true(parse(IMAP, &digest));
	assert_int_equal(
		crypto_verifier_ha1(
			&stored, span_of(field(&digest, AUTH_DIGEST_USERNAME)),
			span_of(field(&digest, AUTH_DIGEST_REALM)), ha1),
		CRYPTO_VERIFIER_READY);
	auth_digest_compute(&digest, ha1, AUTH_DIGEST_CLIENT, hex);
	assert_string_equal(hex, field(&digest, AUTH_DIGEST_RESPONSE));
	auth_digest_compute(&digest, ha1, AUTH_DIGEST_SERVER, hex);
	assert_string_equal(hex, "ea40f60335c427b5527b84dbabcdfffd");
	auth_digest_release(&digest);
}

static void test_auth_digest__space_quotes_and_unknown_fields(void **state)
{
	struct auth_digest digest;

	(void)state;
	assert_true(parse(" , USERNAME = \"a\\\"b,c\" ,\t nonce=n,,cnonce=c,"
			  "nc=1,digest-uri=u,response=r,cipher=\"rc4\",",
			  &digest));
	assert_string_equal(field(&digest, AUTH_DIGEST_USERNAME), "a\"b,c");
	assert_false(digest.has[AUTH_DIGEST_REALM]);
	auth_digest_release(&digest);
}

static void test_auth_digest__malformed(void **state)
{
	static const char *const malformed[] = {
		"",
		"username",
		"username=",
		"username=\"a",
		"username=\"a\\",
		"=a",
		IMAP ",username=\"b\"",
		IMAP " x",
		IMAP ",y=\"a\"b",
		"username=a,nonce=n,cnonce=c,nc=1,digest-uri=u",
	};
	struct auth_digest digest;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++) {
		if (parse(malformed[i], &digest))
			fail_msg("taken: %s", malformed[i]);
		auth_digest_release(&digest);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_digest__example_of_the_standard),
		cmocka_unit_test(
			test_auth_digest__space_quotes_and_unknown_fields),
		cmocka_unit_test(test_auth_digest__malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
