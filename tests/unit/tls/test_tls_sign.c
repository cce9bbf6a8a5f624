/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tls/tls_identity_priv.h"
#include "tls/tls_sign.h"

enum {
	TEXT_MAX = 512
};

struct text {
	char bytes[TEXT_MAX];
	size_t len;
};

static void add(struct text *text, const void *bytes, size_t len)
{
	assert_true(len <= sizeof(text->bytes) - text->len);
	memcpy(text->bytes + text->len, bytes, len);
	text->len += len;
}

static void add_many(struct text *text, char c, size_t count)
{
	while (count--)
		add(text, &c, 1);
}

static struct span span_of_text(const struct text *text)
{
	return span_make(text->bytes, text->len);
}

/* RFC 8446 4.4.3; whose is "server" or "client", hash bytes of a transcript. */
static struct text verify_text(const char *whose, size_t hash)
{
	struct text text = { .len = 0 };

	add_many(&text, ' ', 64);
	add(&text, "TLS 1.3, ", 9);
	add(&text, whose, 6);
	add(&text, " CertificateVerify", 18);
	add_many(&text, '\0', 1);
	add_many(&text, 'h', hash);
	return text;
}

/* RFC 8422 5.4: P-256, a point of that many bytes. */
static struct text ecdhe_text(unsigned char point)
{
	const unsigned char curve[] = { 3, 0, 23, point };
	struct text text = { .len = 0 };

	add_many(&text, 'r', 64);
	add(&text, curve, sizeof(curve));
	add_many(&text, 'p', point);
	return text;
}

static struct text dhe_text(void)
{
	struct text text = { .len = 0 };

	add_many(&text, 'r', 64);
	for (int i = 0; i < 3; i++) {
		add(&text, "\0\x20", 2);
		add_many(&text, 'n', 32);
	}
	return text;
}

/* ---- which texts ---- */

static void test_tls_sign__texts_of_a_server_are_known(void **state)
{
	struct text verify = verify_text("server", 32);
	struct text longer = verify_text("server", 48);
	struct text ecdhe = ecdhe_text(65);
	struct text dhe = dhe_text();

	(void)state;
	assert_true(tls_sign_is_handshake(span_of_text(&verify), 0x0403));
	assert_true(tls_sign_is_handshake(span_of_text(&longer), 0x0804));
	assert_true(tls_sign_is_handshake(span_of_text(&verify), 0x0807));
	assert_true(tls_sign_is_handshake(span_of_text(&ecdhe), 0x0403));
	assert_true(tls_sign_is_handshake(span_of_text(&ecdhe), 0x0401));
	assert_true(tls_sign_is_handshake(span_of_text(&dhe), 0x0401));
}

/* RFC 8446 4.2.3 */
static void test_tls_sign__no_pkcs1_in_tls_1_3(void **state)
{
	struct text verify = verify_text("server", 32);

	(void)state;
	assert_false(tls_sign_is_handshake(span_of_text(&verify), 0x0401));
	assert_false(tls_sign_is_handshake(span_of_text(&verify), 0x0501));
}

static void test_tls_sign__schemes_with_sha1_are_none(void **state)
{
	struct text ecdhe = ecdhe_text(65);

	(void)state;
	assert_false(tls_sign_is_handshake(span_of_text(&ecdhe), 0x0203));
	assert_false(tls_sign_is_handshake(span_of_text(&ecdhe), 0x0201));
	assert_false(tls_sign_is_handshake(span_of_text(&ecdhe), 0));
}

static void assert_no_text(const struct text *text)
{
	assert_false(tls_sign_is_handshake(span_of_text(text), 0x0403));
}

static void test_tls_sign__other_texts_are_none(void **state)
{
	struct text client = verify_text("client", 32);
	struct text short_hash = verify_text("server", 20);
	struct text longer = ecdhe_text(65);
	struct text shorter = ecdhe_text(65);
	struct text no_point = ecdhe_text(0);
	struct text other_curve = ecdhe_text(65);
	struct text randoms = { .len = 0 };
	struct text no_spaces = verify_text("server", 32);

	(void)state;
	add_many(&longer, 'x', 1);
	shorter.len--;
	other_curve.bytes[64] = 1; /* explicit_prime */
	add_many(&randoms, 'r', 64);
	no_spaces.bytes[63] = '\t';
	assert_no_text(&client);
	assert_no_text(&short_hash);
	assert_no_text(&longer);
	assert_no_text(&shorter);
	assert_no_text(&no_point);
	assert_no_text(&other_curve);
	assert_no_text(&randoms);
	assert_no_text(&no_spaces);
	assert_false(tls_sign_is_handshake(SPAN(""), 0x0403));
}

static void test_tls_sign__schemes_by_what_openssl_calls_them(void **state)
{
	(void)state;
	assert_int_equal(tls_sign_scheme("EC", "SHA256", false), 0x0403);
	assert_int_equal(tls_sign_scheme("EC", "SHA2-384", false), 0x0503);
	assert_int_equal(tls_sign_scheme("RSA", "SHA256", true), 0x0804);
	assert_int_equal(tls_sign_scheme("RSA", "SHA512", false), 0x0601);
	assert_int_equal(tls_sign_scheme("ED25519", NULL, false), 0x0807);
	assert_int_equal(tls_sign_scheme("ED25519", "", false), 0x0807);
	assert_int_equal(tls_sign_scheme("RSA", "SHA1", false), 0);
	assert_int_equal(tls_sign_scheme("RSA", "MD5", false), 0);
	assert_int_equal(tls_sign_scheme("EC", NULL, false), 0);
	assert_int_equal(tls_sign_scheme("EC", "SHA256", true), 0);
	assert_int_equal(tls_sign_scheme("DSA", "SHA256", false), 0);
}

/* ---- signatures ---- */

static bool is_signed(EVP_PKEY *key, const char *digest, bool pss,
		      struct span text, const uint8_t *bytes, size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *how;
	bool good = EVP_DigestVerifyInit_ex(ctx, &how, digest, NULL, NULL, key,
					    NULL) == 1 &&
		    (!pss || EVP_PKEY_CTX_set_rsa_padding(
				     how, RSA_PKCS1_PSS_PADDING) == 1) &&
		    EVP_DigestVerify(ctx, bytes, len, (const uint8_t *)text.ptr,
				     text.len) == 1;

	EVP_MD_CTX_free(ctx);
	return good;
}

static void assert_signs(EVP_PKEY *key, const struct text *text,
			 uint32_t scheme, const char *digest, bool pss)
{
	const struct tls_identity one = { .key = key };
	uint8_t bytes[TLS_SIGN_MAX];
	struct err err;
	size_t len;

	assert_true(
		tls_sign(&one, scheme, span_of_text(text), bytes, &len, &err));
	assert_true(
		is_signed(key, digest, pss, span_of_text(text), bytes, len));
}

static void assert_refuses(EVP_PKEY *key, struct span text, uint32_t scheme)
{
	const struct tls_identity one = { .key = key };
	uint8_t bytes[TLS_SIGN_MAX];
	struct err err;
	size_t len;

	assert_false(tls_sign(&one, scheme, text, bytes, &len, &err));
	assert_int_equal(err.kind, ERR_DENIED);
}

static void test_tls_sign__ecdsa(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct text verify = verify_text("server", 32);
	struct text ecdhe = ecdhe_text(65);

	(void)state;
	assert_signs(key, &verify, 0x0403, "SHA256", false);
	assert_signs(key, &ecdhe, 0x0503, "SHA384", false);
	assert_refuses(key, span_of_text(&ecdhe), 0x0804);
	assert_refuses(key, span_of_text(&ecdhe), 0x0203);
	assert_refuses(key, SPAN("A mail that somebody wants signed"), 0x0403);
	EVP_PKEY_free(key);
}

static void test_tls_sign__rsa(void **state)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	struct text verify = verify_text("server", 48);
	struct text ecdhe = ecdhe_text(65);

	(void)state;
	assert_signs(key, &verify, 0x0804, "SHA256", true);
	assert_signs(key, &ecdhe, 0x0806, "SHA512", true);
	assert_signs(key, &ecdhe, 0x0401, "SHA256", false);
	assert_refuses(key, span_of_text(&verify), 0x0401);
	assert_refuses(key, span_of_text(&ecdhe), 0x0403);
	assert_refuses(key, span_of_text(&ecdhe), 0x0201);
	EVP_PKEY_free(key);
}

static void test_tls_sign__ed25519(void **state)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	struct text verify = verify_text("server", 32);

	(void)state;
	assert_signs(key, &verify, 0x0807, NULL, false);
	assert_refuses(key, span_of_text(&verify), 0x0403);
	EVP_PKEY_free(key);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tls_sign__texts_of_a_server_are_known),
		cmocka_unit_test(test_tls_sign__no_pkcs1_in_tls_1_3),
		cmocka_unit_test(test_tls_sign__schemes_with_sha1_are_none),
		cmocka_unit_test(test_tls_sign__other_texts_are_none),
		cmocka_unit_test(
			test_tls_sign__schemes_by_what_openssl_calls_them),
		cmocka_unit_test(test_tls_sign__ecdsa),
		cmocka_unit_test(test_tls_sign__rsa),
		cmocka_unit_test(test_tls_sign__ed25519),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
