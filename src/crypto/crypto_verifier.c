/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_verifier.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "crypto/crypto_prep.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

enum {
	SALT_LEN = 16,
	PREPARED_MAX = 8192
};

/* Kind of what is stored; READY: of the kind `wanted` or cleartext. */
static enum crypto_verifier parse(const struct crypto_stored *stored,
				  enum crypto_kind wanted,
				  struct crypto_parsed *out)
{
	if (!crypto_stored_parse(stored, out))
		return CRYPTO_VERIFIER_UNUSABLE;
	return out->scheme->kind == wanted ||
			       out->scheme->kind == CRYPTO_KIND_PLAIN
		       ? CRYPTO_VERIFIER_READY
		       : CRYPTO_VERIFIER_UNFIT;
}

static void choose_salt(struct span user, enum crypto_hash hash,
			const struct crypto_verifier_seed *seed,
			struct crypto_scram *out)
{
	uint8_t mac[CRYPTO_HASH_MAX];

	*out = (struct crypto_scram){ .hash = hash, .rounds = seed->rounds };
	crypto_hash_hmac(CRYPTO_HASH_SHA256, seed->secret, user, mac);
	out->salt_len = SALT_LEN;
	memcpy(out->salt, mac, SALT_LEN);
}

/* RFC 5802 2.2: the password is prepared; what can't be is taken as it is, as
 * clients do. */
static void derive(struct crypto_scram *scram, struct span password)
{
	auto_buf struct buf prepared;

	buf_init(&prepared, PREPARED_MAX);
	if (crypto_prep(password, &prepared))
		password = buf_span(&prepared);
	crypto_scram_derive(scram, password);
	crypto_secret_wipe_buf(&prepared);
}

enum crypto_verifier
crypto_verifier_scram(const struct crypto_stored *stored, enum crypto_hash hash,
		      const struct crypto_verifier_seed *seed,
		      struct crypto_scram *out)
{
	auto_parsed struct crypto_parsed parsed;
	enum crypto_verifier result;

	result = parse(stored, CRYPTO_KIND_SCRAM, &parsed);
	if (result != CRYPTO_VERIFIER_READY)
		return result;
	if (parsed.scheme->kind == CRYPTO_KIND_PLAIN) {
		choose_salt(stored->user, hash, seed, out);
		derive(out, crypto_stored_bytes(&parsed));
		return CRYPTO_VERIFIER_READY;
	}
	if (parsed.scheme->hash != hash)
		return CRYPTO_VERIFIER_UNFIT;
	return crypto_scram_parse(hash, crypto_stored_bytes(&parsed), out)
		       ? CRYPTO_VERIFIER_READY
		       : CRYPTO_VERIFIER_UNUSABLE;
}

void crypto_verifier_pretend_scram(struct span user, enum crypto_hash hash,
				   const struct crypto_verifier_seed *seed,
				   struct crypto_scram *out)
{
	choose_salt(user, hash, seed, out);
	crypto_random_fill(out->stored_key, sizeof(out->stored_key));
	crypto_random_fill(out->server_key, sizeof(out->server_key));
}

enum crypto_verifier crypto_verifier_cram(const struct crypto_stored *stored,
					  struct crypto_cram *out)
{
	auto_parsed struct crypto_parsed parsed;
	enum crypto_verifier result;

	result = parse(stored, CRYPTO_KIND_CRAM_MD5, &parsed);
	if (result != CRYPTO_VERIFIER_READY)
		return result;
	if (parsed.scheme->kind == CRYPTO_KIND_PLAIN)
		crypto_cram_derive(crypto_stored_bytes(&parsed), out);
	else
		crypto_cram_load((const uint8_t *)parsed.bytes, out);
	return CRYPTO_VERIFIER_READY;
}

/* RFC 2831 2.1.2.1: what ISO 8859-1 can write is hashed as written so. */
static struct span in_latin1(struct span text, struct buf *out)
{
	struct span rest = text;
	uint32_t code;

	buf_init(out, text.len);
	buf_reserve(out, text.len); /* it never moves: a secret */
	while (utf8_take(&rest, &code) && code <= 0xff)
		buf_add_char(out, (char)code);
	return rest.len ? text : buf_span(out);
}

static void hash_ha1(struct span user, struct span realm, struct span password,
		     uint8_t out[CRYPTO_VERIFIER_HA1])
{
	struct buf text[3];
	const struct span parts[] = {
		in_latin1(user, &text[0]),     SPAN(":"),
		in_latin1(realm, &text[1]),    SPAN(":"),
		in_latin1(password, &text[2]),
	};

	crypto_hash_make(CRYPTO_HASH_MD5, parts, ARRAY_LEN(parts), out);
	for (size_t i = 0; i < ARRAY_LEN(text); i++) {
		crypto_secret_wipe_buf(&text[i]);
		buf_release(&text[i]);
	}
}

enum crypto_verifier crypto_verifier_ha1(const struct crypto_stored *stored,
					 struct span user, struct span realm,
					 uint8_t out[CRYPTO_VERIFIER_HA1])
{
	auto_parsed struct crypto_parsed parsed;
	enum crypto_verifier result;
	size_t at;

	result = parse(stored, CRYPTO_KIND_DIGEST_MD5, &parsed);
	if (result != CRYPTO_VERIFIER_READY)
		return result;
	if (parsed.scheme->kind == CRYPTO_KIND_PLAIN) {
		hash_ha1(user, realm, crypto_stored_bytes(&parsed), out);
		return CRYPTO_VERIFIER_READY;
	}
	at = span_find_char(stored->user, '@');
	if (!span_eq(user, span_first(stored->user, at)) ||
	    !span_eq(realm, span_from(stored->user, at + 1)))
		return CRYPTO_VERIFIER_UNFIT;
	memcpy(out, parsed.bytes, CRYPTO_VERIFIER_HA1);
	return CRYPTO_VERIFIER_READY;
}

enum crypto_verifier
crypto_verifier_cleartext(const struct crypto_stored *stored,
			  struct crypto_parsed *out)
{
	return parse(stored, CRYPTO_KIND_PLAIN, out);
}
