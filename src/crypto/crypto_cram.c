/* SPDX-License-Identifier: MIT */
/* HMAC(K, text) = H(K^opad, H(K^ipad, text)): the key is one block of 64
 * bytes, so what is kept is MD5's state after that block. */
#include "crypto/crypto_cram.h"

#include <nettle/hmac.h>

#include "crypto/crypto_hash.h"
#include "crypto/crypto_secret.h"

void crypto_cram_derive(struct span password, struct crypto_cram *out)
{
	struct hmac_md5_ctx ctx;

	hmac_md5_set_key(&ctx, password.len, (const uint8_t *)password.ptr);
	memcpy(out->outer, ctx.outer.state, sizeof(out->outer));
	memcpy(out->inner, ctx.inner.state, sizeof(out->inner));
	crypto_secret_wipe(&ctx, sizeof(ctx));
}

static void load(const uint8_t *bytes, uint32_t words[4])
{
	for (unsigned i = 0; i < 4; i++, bytes += 4)
		words[i] = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
			   (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void save(const uint32_t words[4], uint8_t *bytes)
{
	for (unsigned i = 0; i < 16; i++)
		bytes[i] = (uint8_t)(words[i / 4] >> i % 4 * 8);
}

void crypto_cram_load(const uint8_t bytes[CRYPTO_CRAM_SIZE],
		      struct crypto_cram *out)
{
	load(bytes, out->outer);
	load(bytes + 16, out->inner);
}

void crypto_cram_save(const struct crypto_cram *cram,
		      uint8_t out[CRYPTO_CRAM_SIZE])
{
	save(cram->outer, out);
	save(cram->inner, out + 16);
}

/* MD5 that has seen one block and is in that state. */
static void resume(struct md5_ctx *md5, const uint32_t state[4])
{
	md5_init(md5);
	memcpy(md5->state, state, sizeof(md5->state));
	md5->count = 1;
}

void crypto_cram_respond(const struct crypto_cram *cram, struct span challenge,
			 char out[CRYPTO_CRAM_HEX])
{
	uint8_t digest[MD5_DIGEST_SIZE];
	struct md5_ctx md5;

	resume(&md5, cram->inner);
	md5_update(&md5, challenge.len, (const uint8_t *)challenge.ptr);
	md5_digest(&md5, sizeof(digest), digest);
	resume(&md5, cram->outer);
	md5_update(&md5, sizeof(digest), digest);
	md5_digest(&md5, sizeof(digest), digest);
	crypto_hash_hex(digest, sizeof(digest), out);
	crypto_secret_wipe(&md5, sizeof(md5));
}
