/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_compute.h"

#include "base/check.h"
#include "crypto/crypto_cram.h"
#include "crypto/crypto_secret.h"
#include "crypto/crypto_windows.h"

static void hash_with_user(struct span user, struct span password, uint8_t *out)
{
	size_t at = span_find_char(user, '@');
	const struct span parts[] = {
		span_first(user, at),
		SPAN(":"),
		span_from(user, at + 1),
		SPAN(":"),
		password,
	};

	crypto_hash_make(CRYPTO_HASH_MD5, parts, ARRAY_LEN(parts), out);
}

static void hash_with_salt(const struct crypto_scheme *scheme, struct span salt,
			   struct span password, uint8_t *out)
{
	const struct span parts[] = { password, salt };

	crypto_hash_make(scheme->hash, parts, ARRAY_LEN(parts), out);
}

static void hash_for_cram(struct span password, uint8_t *out)
{
	struct crypto_cram cram;

	crypto_cram_derive(password, &cram);
	crypto_cram_save(&cram, out);
	crypto_secret_wipe(&cram, sizeof(cram));
}

size_t crypto_compute(const struct crypto_scheme *scheme, struct span user,
		      struct span salt, struct span password,
		      uint8_t out[CRYPTO_HASH_MAX])
{
	switch (scheme->kind) {
	case CRYPTO_KIND_HASH:
	case CRYPTO_KIND_SALTED:
		hash_with_salt(scheme, salt, password, out);
		break;
	case CRYPTO_KIND_CRAM_MD5:
		hash_for_cram(password, out);
		return CRYPTO_CRAM_SIZE;
	case CRYPTO_KIND_DIGEST_MD5:
		hash_with_user(user, password, out);
		break;
	case CRYPTO_KIND_LANMAN:
		crypto_windows_lanman(password, out);
		break;
	case CRYPTO_KIND_NTLM:
		crypto_windows_ntlm(password, out);
		break;
	case CRYPTO_KIND_RPA:
		crypto_windows_rpa(password, out);
		break;
	case CRYPTO_KIND_PLAIN:
	case CRYPTO_KIND_PLAIN_TRUNC:
	case CRYPTO_KIND_CRYPT:
	case CRYPTO_KIND_ARGON2:
	case CRYPTO_KIND_PBKDF2:
	case CRYPTO_KIND_SCRAM:
	case CRYPTO_KIND_NS_MTA_MD5:
		return 0;
	}
	return crypto_hash_size(scheme->hash);
}

void crypto_compute_pbkdf2(struct span salt, uint32_t rounds,
			   struct span password, char out[CRYPTO_COMPUTE_HEX])
{
	uint8_t made[CRYPTO_HASH_MAX];

	crypto_hash_pbkdf2(CRYPTO_HASH_SHA1, password, salt, rounds, made);
	crypto_hash_hex(made, crypto_hash_size(CRYPTO_HASH_SHA1), out);
}

void crypto_compute_ns_mta(struct span salt, struct span password,
			   char out[CRYPTO_COMPUTE_HEX])
{
	const struct span parts[] = { salt, SPAN("\x59"), password,
				      SPAN("\xF7"), salt };
	uint8_t made[CRYPTO_HASH_MAX];

	crypto_hash_make(CRYPTO_HASH_MD5, parts, ARRAY_LEN(parts), made);
	crypto_hash_hex(made, crypto_hash_size(CRYPTO_HASH_MD5), out);
}
