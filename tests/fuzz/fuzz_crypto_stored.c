/* SPDX-License-Identifier: MIT */
/* Stored passwords taken apart: what has the form of a hash is one that the
 * scheme's arithmetic can work on. */
#include <stdint.h>

#include "crypto/crypto_password.h"
#include "crypto/crypto_verifier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* crypt(3), Argon2, PBKDF2 and SCRAM take as long as the stored text says. */
static bool is_slow(enum crypto_kind kind)
{
	return kind == CRYPTO_KIND_CRYPT || kind == CRYPTO_KIND_ARGON2 ||
	       kind == CRYPTO_KIND_PBKDF2 || kind == CRYPTO_KIND_SCRAM;
}

static void derive(const struct crypto_stored *stored)
{
	uint8_t ha1[CRYPTO_VERIFIER_HA1];
	struct crypto_parsed clear;
	struct crypto_cram cram;

	ASSERT(crypto_verifier_cram(stored, &cram) != CRYPTO_VERIFIER_UNUSABLE);
	ASSERT(crypto_verifier_ha1(stored, SPAN("joe"), SPAN("example.org"),
				   ha1) != CRYPTO_VERIFIER_UNUSABLE);
	ASSERT(crypto_verifier_cleartext(stored, &clear) !=
	       CRYPTO_VERIFIER_UNUSABLE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crypto_stored stored = { .user = SPAN("joe@example.org") };
	struct crypto_parsed parsed;

	if (size == 0)
		return 0;
	stored.scheme = data[0] == 'p' ? "PLAIN" : "";
	stored.text = span_make(data + 1, size - 1);
	if (!crypto_stored_parse(&stored, &parsed))
		return 0;
	ASSERT(parsed.scheme && parsed.len <= CRYPTO_STORED_MAX);
	ASSERT(parsed.bytes[parsed.len] == '\0');
	derive(&stored);
	if (!is_slow(parsed.scheme->kind))
		ASSERT(crypto_password_verify(&stored, SPAN("geheim")) !=
		       CRYPTO_PASSWORD_UNUSABLE);
	return 0;
}
