/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/b64.h"
#include "crypto/crypto_verifier.h"

static const struct crypto_verifier_seed seed = {
	.secret = { "0123456789abcdef", 16 },
	.rounds = 4096,
};

static struct crypto_stored stored(const char *text)
{
	return (struct crypto_stored){
		.text = span_of(text),
		.user = SPAN("joe@example.org"),
	};
}

static void assert_base64(const uint8_t *bytes, size_t len, const char *wanted)
{
	struct buf b;

	buf_init(&b, 200);
	b64_encode(&b, span_make(bytes, len));
	assert_string_equal(buf_str(&b), wanted);
	buf_release(&b);
}

/* RFC 5802 section 5 and RFC 7677 section 3: user "user", password "pencil".
 * The keys were computed from their salts with another implementation. */
static void test_crypto_scram__keys_are_those_of_the_rfc(void **state)
{
	struct crypto_scram s = {
		.hash = CRYPTO_HASH_SHA1,
		.rounds = 4096,
		.salt_len = 16,
	};
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	assert_true(b64_decode(&b, SPAN("QSXCR+Q6sek8bf92")));
	s.salt_len = b.len;
	memcpy(s.salt, b.ptr, b.len);
	crypto_scram_derive(&s, SPAN("pencil"));
	assert_base64(s.stored_key, 20, "6dlGYMOdZcOPutkcNY8U2g7vK9Y=");
	assert_base64(s.server_key, 20, "D+CSWLOshSulAsxiupA+qs2/fTE=");
	buf_reset(&b);
	assert_true(b64_decode(&b, SPAN("W22ZaJ0SNY7soEsUEjb6gQ==")));
	s.hash = CRYPTO_HASH_SHA256;
	s.salt_len = b.len;
	memcpy(s.salt, b.ptr, b.len);
	crypto_scram_derive(&s, SPAN("pencil"));
	assert_base64(s.stored_key, 32,
		      "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=");
	assert_base64(s.server_key, 32,
		      "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
	buf_release(&b);
}

static void test_crypto_scram__what_is_written_is_read(void **state)
{
	struct crypto_scram s = {
		.hash = CRYPTO_HASH_SHA256,
		.rounds = 4096,
		.salt_len = 16,
	};
	struct crypto_scram read;
	struct buf b;

	(void)state;
	crypto_scram_derive(&s, SPAN("pencil"));
	buf_init(&b, 1000);
	crypto_scram_write(&s, &b);
	assert_true(
		crypto_scram_parse(CRYPTO_HASH_SHA256, buf_span(&b), &read));
	assert_memory_equal(&s, &read, sizeof(s));
	assert_false(crypto_scram_parse(CRYPTO_HASH_SHA1, buf_span(&b), &read));
	buf_add_char(&b, ',');
	assert_false(
		crypto_scram_parse(CRYPTO_HASH_SHA256, buf_span(&b), &read));
	buf_release(&b);
}

static void
test_crypto_verifier__scram_of_cleartext_keeps_its_salt(void **state)
{
	struct crypto_stored s = stored("{PLAIN}geheim");
	struct crypto_scram a, b;

	(void)state;
	assert_int_equal(
		crypto_verifier_scram(&s, CRYPTO_HASH_SHA256, &seed, &a),
		CRYPTO_VERIFIER_READY);
	assert_int_equal(
		crypto_verifier_scram(&s, CRYPTO_HASH_SHA256, &seed, &b),
		CRYPTO_VERIFIER_READY);
	assert_memory_equal(&a, &b, sizeof(a));
	crypto_verifier_pretend_scram(s.user, CRYPTO_HASH_SHA256, &seed, &b);
	assert_memory_equal(a.salt, b.salt, sizeof(a.salt));
	assert_int_equal(a.rounds, b.rounds);
	assert_memory_not_equal(a.stored_key, b.stored_key, 32);
	s.user = SPAN("jim@example.org");
	assert_int_equal(
		crypto_verifier_scram(&s, CRYPTO_HASH_SHA256, &seed, &b),
		CRYPTO_VERIFIER_READY);
	assert_memory_not_equal(a.salt, b.salt, sizeof(a.salt));
}

static void test_crypto_verifier__scram_serves_its_own_hash_only(void **state)
{
	struct crypto_stored s = stored(
		"{SCRAM-SHA-1}4096,EzwRxErP3X2KyQnHGKofuA==,QokIh7nSmFyt/"
		"jJOSwjOcGIa2xQ=,tZ6/50dLL4tcki3cGyuBE850ebM=");
	struct crypto_scram scram, made;

	(void)state;
	assert_int_equal(
		crypto_verifier_scram(&s, CRYPTO_HASH_SHA1, &seed, &scram),
		CRYPTO_VERIFIER_READY);
	made = scram;
	crypto_scram_derive(&made, SPAN("geheim"));
	assert_memory_equal(&scram, &made, sizeof(made));
	assert_int_equal(
		crypto_verifier_scram(&s, CRYPTO_HASH_SHA256, &seed, &scram),
		CRYPTO_VERIFIER_UNFIT);
	s = stored("{SCRAM-SHA-1}4096,EzwRxErP3X2KyQnHGKofuA==,");
	assert_int_equal(
		crypto_verifier_scram(&s, CRYPTO_HASH_SHA1, &seed, &scram),
		CRYPTO_VERIFIER_UNUSABLE);
	s = stored("{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=");
	assert_int_equal(
		crypto_verifier_scram(&s, CRYPTO_HASH_SHA1, &seed, &scram),
		CRYPTO_VERIFIER_UNFIT);
}

/* RFC 2195 section 2, and the same with what Dovecot stores. */
static void test_crypto_verifier__cram_answers_as_in_the_rfc(void **state)
{
	static const struct span challenge =
		SPAN("<1896.697170952@postoffice.reston.mci.net>");
	static const char *const texts[] = {
		"{CLEARTEXT}tanstaaftanstaaf",
		"{CRAM-MD5}d06d4e1b26fccaa4b0b61801132340a3"
		"54b21152711fb604ca3e035e7015116b",
	};
	char answer[CRYPTO_CRAM_HEX];
	struct crypto_stored s = stored(texts[0]);
	struct crypto_cram cram, again;
	uint8_t saved[CRYPTO_CRAM_SIZE];

	(void)state;
	assert_int_equal(crypto_verifier_cram(&s, &cram),
			 CRYPTO_VERIFIER_READY);
	crypto_cram_respond(&cram, challenge, answer);
	assert_string_equal(answer, "b913a602c7eda7a495b4e6e7334d3890");
	crypto_cram_save(&cram, saved);
	crypto_cram_load(saved, &again);
	assert_memory_equal(&cram, &again, sizeof(cram));
	s = stored(texts[1]);
	assert_int_equal(crypto_verifier_cram(&s, &cram),
			 CRYPTO_VERIFIER_READY);
	crypto_cram_respond(&cram, challenge, answer);
	assert_string_equal(answer, "b913a602c7eda7a495b4e6e7334d3890");
	s = stored("$1$gl4frg00$Vch.GoYTQ6R0ED/tVWHn//");
	assert_int_equal(crypto_verifier_cram(&s, &cram),
			 CRYPTO_VERIFIER_UNFIT);
}

static void test_crypto_verifier__ha1_is_of_user_and_realm(void **state)
{
	struct crypto_stored plain = stored("{PLAIN}geheim");
	struct crypto_stored hashed =
		stored("{DIGEST-MD5}8a427b3f3e86c62ad62167c8b53f20d1");
	uint8_t a[CRYPTO_VERIFIER_HA1], b[CRYPTO_VERIFIER_HA1];

	(void)state;
	assert_int_equal(crypto_verifier_ha1(&plain, SPAN("joe"),
					     SPAN("example.org"), a),
			 CRYPTO_VERIFIER_READY);
	assert_int_equal(crypto_verifier_ha1(&hashed, SPAN("joe"),
					     SPAN("example.org"), b),
			 CRYPTO_VERIFIER_READY);
	assert_memory_equal(a, b, sizeof(a));
	assert_int_equal(crypto_verifier_ha1(&hashed, SPAN("joe@example.org"),
					     SPAN(""), b),
			 CRYPTO_VERIFIER_UNFIT);
}

static void test_crypto_stored__weak_and_other_schemes_are_told(void **state)
{
	struct crypto_stored md5 = stored("{MD5}6GNuoBPmgvr2H1bOHLGrXA==");
	struct crypto_stored sha512 = stored("$6$salt$hash");
	struct crypto_stored nothing = stored("x");

	(void)state;
	assert_true(crypto_stored_is_weak(&md5));
	assert_false(crypto_stored_is_weak(&sha512));
	assert_false(crypto_stored_is_weak(&nothing));
	assert_false(crypto_stored_is_of(&md5, "SHA512-CRYPT"));
	assert_true(crypto_stored_is_of(&sha512, "sha512-crypt"));
	assert_true(crypto_stored_is_of(&sha512, "CRYPT"));
	assert_false(crypto_stored_is_of(&sha512, "BLF-CRYPT"));
	assert_true(crypto_stored_is_of(&nothing, "BLF-CRYPT"));
	assert_true(crypto_stored_is_scheme("SSHA512.hex"));
	assert_false(crypto_stored_is_scheme("none"));
}

static void test_crypto_verifier__apop_gets_cleartext_only(void **state)
{
	struct crypto_stored s = stored("{PLAIN.b64}Z2VoZWlt");
	struct crypto_parsed parsed;

	(void)state;
	assert_int_equal(crypto_verifier_cleartext(&s, &parsed),
			 CRYPTO_VERIFIER_READY);
	assert_string_equal(parsed.bytes, "geheim");
	s = stored("{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=");
	assert_int_equal(crypto_verifier_cleartext(&s, &parsed),
			 CRYPTO_VERIFIER_UNFIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crypto_scram__keys_are_those_of_the_rfc),
		cmocka_unit_test(test_crypto_scram__what_is_written_is_read),
		cmocka_unit_test(
			test_crypto_verifier__scram_of_cleartext_keeps_its_salt),
		cmocka_unit_test(
			test_crypto_verifier__scram_serves_its_own_hash_only),
		cmocka_unit_test(
			test_crypto_verifier__cram_answers_as_in_the_rfc),
		cmocka_unit_test(
			test_crypto_verifier__ha1_is_of_user_and_realm),
		cmocka_unit_test(
			test_crypto_stored__weak_and_other_schemes_are_told),
		cmocka_unit_test(
			test_crypto_verifier__apop_gets_cleartext_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
