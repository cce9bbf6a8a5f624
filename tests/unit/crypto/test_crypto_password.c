/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/span.h"
#include "crypto/crypto_password.h"

static enum crypto_password verify(const char *stored, const char *password)
{
	return crypto_password_verify(span_of(stored), span_of(password));
}

/* Test vectors of the schemes' own specifications and implementations. */
static const char sha512[] =
	"$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/"
	"pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1";
static const char sha512_password[] =
	"a very much longer text to encrypt.  This one even stretches over "
	"morethan one line.";
static const char sha256[] =
	"$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5";
static const char bcrypt[] =
	"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
static const char argon2[] = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
			     "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

static void test_crypto_password__known_hashes_verify(void **state)
{
	(void)state;
	assert_int_equal(verify(sha512, sha512_password),
			 CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(sha256, "Hello world!"), CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(bcrypt, "U*U"), CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(argon2, "password"), CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(sha512, "a"), CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify(sha256, ""), CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify(bcrypt, "U*U*"), CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify(argon2, "Password"), CRYPTO_PASSWORD_WRONG);
}

static void test_crypto_password__a_scheme_must_fit_its_hash(void **state)
{
	char stored[256];

	(void)state;
	snprintf(stored, sizeof(stored), "{sha256-crypt}%s", sha256);
	assert_int_equal(verify(stored, "Hello world!"), CRYPTO_PASSWORD_RIGHT);
	snprintf(stored, sizeof(stored), "{CRYPT}%s", sha256);
	assert_int_equal(verify(stored, "Hello world!"), CRYPTO_PASSWORD_RIGHT);
	snprintf(stored, sizeof(stored), "{SHA512-CRYPT}%s", sha256);
	assert_int_equal(verify(stored, "Hello world!"),
			 CRYPTO_PASSWORD_UNUSABLE);
	snprintf(stored, sizeof(stored), "{CRYPT}%s", argon2);
	assert_int_equal(verify(stored, "password"), CRYPTO_PASSWORD_UNUSABLE);
}

static void test_crypto_password__what_is_weak_or_odd_is_unusable(void **state)
{
	static const char *const stored[] = {
		"",
		"x",
		"{",
		"{}",
		"{MD5}x",
		"{PLAIN}",
		"{CRYPT}",
		"{CRYPT}rl.3StKT.4T8M", /* DES */
		"$1$abcd0123$9Rcg8ALNEPQRFAdyhAAPM0",
		"$6$",
		"$2y$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$argon2id$v=19$m=256",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stored); i++)
		if (verify(stored[i], "rasmuslerdorf") !=
		    CRYPTO_PASSWORD_UNUSABLE)
			fail_msg("%s", stored[i]);
}

static void test_crypto_password__plain_is_compared(void **state)
{
	(void)state;
	assert_int_equal(verify("{PLAIN}geheim", "geheim"),
			 CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify("{plain}geheim", "geheiM"),
			 CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify("{PLAIN}geheim", "geheim2"),
			 CRYPTO_PASSWORD_WRONG);
	assert_int_equal(
		crypto_password_verify(SPAN("{PLAIN}geheim"), SPAN("geheim\0")),
		CRYPTO_PASSWORD_WRONG);
}

static void test_crypto_password__what_is_made_verifies(void **state)
{
	static const char *const names[] = { "SHA512-CRYPT", "BLF-CRYPT",
					     "yescrypt", "ARGON2ID" };
	char a[CRYPTO_PASSWORD_STORED_MAX], b[CRYPTO_PASSWORD_STORED_MAX];
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_true(crypto_password_make(names[i], SPAN("geheim"), a,
						 &err));
		assert_true(crypto_password_make(names[i], SPAN("geheim"), b,
						 &err));
		assert_string_not_equal(a, b);
		assert_int_equal(verify(a, "geheim"), CRYPTO_PASSWORD_RIGHT);
		assert_int_equal(verify(b, "geheiM"), CRYPTO_PASSWORD_WRONG);
	}
}

static void test_crypto_password__what_cannot_be_made_is_said(void **state)
{
	char out[CRYPTO_PASSWORD_STORED_MAX];
	char longer[600];
	struct err err;

	(void)state;
	memset(longer, 'x', sizeof(longer));
	assert_false(crypto_password_make("MD5", SPAN("a"), out, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_false(crypto_password_make("YESCRYPT", SPAN(""), out, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_false(crypto_password_make("YESCRYPT", SPAN("a\0b"), out, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_false(crypto_password_make("BLF-CRYPT", span_make(longer, 73),
					  out, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_false(crypto_password_make("SHA512-CRYPT",
					  span_make(longer, 512), out, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crypto_password__known_hashes_verify),
		cmocka_unit_test(
			test_crypto_password__a_scheme_must_fit_its_hash),
		cmocka_unit_test(
			test_crypto_password__what_is_weak_or_odd_is_unusable),
		cmocka_unit_test(test_crypto_password__plain_is_compared),
		cmocka_unit_test(test_crypto_password__what_is_made_verifies),
		cmocka_unit_test(
			test_crypto_password__what_cannot_be_made_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
