/* SPDX-License-Identifier: MIT */
/*
 * A stored text is taken apart first (crypto_stored.c): only what has the form
 * of its scheme reaches crypt(3), which would take much that we do not want.
 * Hashes of a fixed form are then computed and compared.
 */
#include "crypto/crypto_password.h"

#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_compute.h"
#include "crypto/crypto_crypt.h"
#include "crypto/crypto_prep.h"
#include "crypto/crypto_scram.h"
#include "crypto/crypto_secret.h"

enum {
	PASSWORD_MAX = 4096
};

static enum crypto_password verdict(struct span made, struct span stored)
{
	return crypto_secret_eq(made, stored) ? CRYPTO_PASSWORD_RIGHT
					      : CRYPTO_PASSWORD_WRONG;
}

/* ---- hashes that are computed and compared ---- */

static enum crypto_password verify_computed(const struct crypto_scheme *scheme,
					    struct span user,
					    struct span stored,
					    struct span password)
{
	uint8_t made[CRYPTO_HASH_MAX];
	struct span salt = { NULL, 0 };
	size_t len;

	if (scheme->kind == CRYPTO_KIND_SALTED)
		salt = span_from(stored, crypto_hash_size(scheme->hash));
	len = crypto_compute(scheme, user, salt, password, made);
	return verdict(span_make(made, len), span_first(stored, len));
}

/* ---- texts of a form of their own ---- */

static enum crypto_password verify_trunc(struct span stored,
					 struct span password)
{
	struct span start;
	uint32_t length;

	if (!crypto_stored_trunc(stored, &length, &start))
		return CRYPTO_PASSWORD_UNUSABLE;
	/* Only what has the full length may have been cut. */
	if (start.len == length)
		password = span_first(password, length);
	return verdict(password, start);
}

static void lower(char *text)
{
	for (; *text; text++)
		*text = span_lower(*text);
}

static enum crypto_password verify_pbkdf2(char *stored, struct span password)
{
	char made[CRYPTO_COMPUTE_HEX];
	struct crypto_stored_pbkdf2 p;

	if (!crypto_stored_pbkdf2(span_of(stored), &p))
		return CRYPTO_PASSWORD_UNUSABLE;
	crypto_compute_pbkdf2(p.salt, p.rounds, password, made);
	lower(stored); /* "$1$" and the salt are read already */
	return verdict(span_of(made), p.hex);
}

static enum crypto_password verify_ns_mta(struct span stored,
					  struct span password)
{
	char made[CRYPTO_COMPUTE_HEX], hex[33];

	snprintf(hex, sizeof(hex), "%.*s", 32, stored.ptr);
	lower(hex);
	crypto_compute_ns_mta(span_from(stored, 32), password, made);
	return verdict(span_of(made), span_of(hex));
}

static bool scram_is(const struct crypto_scram *wanted, struct span password)
{
	struct crypto_scram made = *wanted;
	size_t len = crypto_hash_size(wanted->hash);
	bool same;

	crypto_scram_derive(&made, password);
	same = crypto_secret_eq(span_make(made.stored_key, len),
				span_make(wanted->stored_key, len));
	crypto_secret_wipe(&made, sizeof(made));
	return same;
}

/* RFC 5802 wants the password prepared; Dovecot takes it as it is. */
static enum crypto_password
verify_scram(enum crypto_hash hash, struct span stored, struct span password)
{
	auto_buf struct buf prepared;
	struct crypto_scram wanted;
	bool right;

	buf_init(&prepared, PASSWORD_MAX);
	if (!crypto_scram_parse(hash, stored, &wanted))
		return CRYPTO_PASSWORD_UNUSABLE;
	right = scram_is(&wanted, password) ||
		(crypto_prep(password, &prepared) &&
		 !span_eq(buf_span(&prepared), password) &&
		 scram_is(&wanted, buf_span(&prepared)));
	crypto_secret_wipe_buf(&prepared);
	crypto_secret_wipe(&wanted, sizeof(wanted));
	return right ? CRYPTO_PASSWORD_RIGHT : CRYPTO_PASSWORD_WRONG;
}

static enum crypto_password verify_crypt(const char *hash, struct span password)
{
	enum crypto_password result;
	char *text;

	if (password.len > CRYPTO_CRYPT_PASSWORD_MAX)
		return CRYPTO_PASSWORD_WRONG;
	text = x_span_dup(password);
	result = crypto_crypt_verify(hash, text);
	crypto_secret_free(&text);
	return result;
}

/* Passwords without a NUL. */
static enum crypto_password verify(struct crypto_parsed *parsed,
				   struct span user, struct span password)
{
	const struct crypto_scheme *scheme = parsed->scheme;
	struct span bytes = crypto_stored_bytes(parsed);

	switch (scheme->kind) {
	case CRYPTO_KIND_PLAIN:
		return verdict(password, bytes);
	case CRYPTO_KIND_PLAIN_TRUNC:
		return verify_trunc(bytes, password);
	case CRYPTO_KIND_CRYPT:
		return verify_crypt(parsed->bytes, password);
	case CRYPTO_KIND_ARGON2:
		return crypto_crypt_verify_argon2(parsed->bytes, password);
	case CRYPTO_KIND_PBKDF2:
		return verify_pbkdf2(parsed->bytes, password);
	case CRYPTO_KIND_SCRAM:
		return verify_scram(scheme->hash, bytes, password);
	case CRYPTO_KIND_NS_MTA_MD5:
		return verify_ns_mta(bytes, password);
	case CRYPTO_KIND_HASH:
	case CRYPTO_KIND_SALTED:
	case CRYPTO_KIND_CRAM_MD5:
	case CRYPTO_KIND_DIGEST_MD5:
	case CRYPTO_KIND_LANMAN:
	case CRYPTO_KIND_NTLM:
	case CRYPTO_KIND_RPA:
		break;
	}
	return verify_computed(scheme, user, bytes, password);
}

enum crypto_password crypto_password_verify(const struct crypto_stored *stored,
					    struct span password)
{
	auto_parsed struct crypto_parsed parsed;

	if (!crypto_stored_parse(stored, &parsed))
		return CRYPTO_PASSWORD_UNUSABLE;
	if (span_find_char(password, '\0') < password.len ||
	    password.len > PASSWORD_MAX)
		return CRYPTO_PASSWORD_WRONG;
	return verify(&parsed, stored->user, password);
}
