/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_hash.h"

#include <nettle/hmac.h>
#include <nettle/md4.h>
#include <nettle/nettle-meta.h>
#include <nettle/pbkdf2.h>

#include "base/check.h"
#include "crypto/crypto_secret.h"

union state {
	struct md4_ctx md4;
	struct md5_ctx md5;
	struct ripemd160_ctx rmd160;
	struct sha1_ctx sha1;
	struct sha256_ctx sha256;
	struct sha512_ctx sha512;
};

/* HMAC's three states, in the order that nettle's HMAC_CTX has them. */
struct keyed {
	union state outer;
	union state inner;
	union state now;
};

static const struct nettle_hash *engine(enum crypto_hash hash)
{
	static const struct nettle_hash *const engines[] = {
		[CRYPTO_HASH_MD4] = &nettle_md4,
		[CRYPTO_HASH_MD5] = &nettle_md5,
		[CRYPTO_HASH_RMD160] = &nettle_ripemd160,
		[CRYPTO_HASH_SHA1] = &nettle_sha1,
		[CRYPTO_HASH_SHA256] = &nettle_sha256,
		[CRYPTO_HASH_SHA512] = &nettle_sha512,
	};

	return engines[hash];
}

static const uint8_t *bytes_of(struct span s)
{
	return (const uint8_t *)s.ptr;
}

size_t crypto_hash_size(enum crypto_hash hash)
{
	return engine(hash)->digest_size;
}

void crypto_hash_make(enum crypto_hash hash, const struct span *parts,
		      size_t count, uint8_t *out)
{
	const struct nettle_hash *e = engine(hash);
	union state state;

	e->init(&state);
	for (size_t i = 0; i < count; i++)
		e->update(&state, parts[i].len, bytes_of(parts[i]));
	e->digest(&state, e->digest_size, out);
	crypto_secret_wipe(&state, sizeof(state));
}

void crypto_hash_hmac(enum crypto_hash hash, struct span key, struct span text,
		      uint8_t *out)
{
	const struct nettle_hash *e = engine(hash);
	struct keyed k;

	hmac_set_key(&k.outer, &k.inner, &k.now, e, key.len, bytes_of(key));
	hmac_update(&k.now, e, text.len, bytes_of(text));
	hmac_digest(&k.outer, &k.inner, &k.now, e, e->digest_size, out);
	crypto_secret_wipe(&k, sizeof(k));
}

void crypto_hash_pbkdf2(enum crypto_hash hash, struct span password,
			struct span salt, uint32_t rounds, uint8_t *out)
{
	ASSERT(hash == CRYPTO_HASH_SHA1 || hash == CRYPTO_HASH_SHA256);
	if (hash == CRYPTO_HASH_SHA1)
		pbkdf2_hmac_sha1(password.len, bytes_of(password), rounds,
				 salt.len, bytes_of(salt), SHA1_DIGEST_SIZE,
				 out);
	else
		pbkdf2_hmac_sha256(password.len, bytes_of(password), rounds,
				   salt.len, bytes_of(salt), SHA256_DIGEST_SIZE,
				   out);
}

void crypto_hash_hex(const uint8_t *bytes, size_t size, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}
