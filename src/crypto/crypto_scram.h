/* SPDX-License-Identifier: MIT */
/* What a server keeps for SCRAM (RFC 5802, RFC 7677). Holds secrets: wipe. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/check.h"
#include "crypto/crypto_hash.h"

enum {
	CRYPTO_SCRAM_KEY_MAX = 32,
	CRYPTO_SCRAM_SALT_MAX = 64,
	CRYPTO_SCRAM_ROUNDS = 15000, /* of what we make */
	CRYPTO_SCRAM_ROUNDS_MAX = 10000000
};

struct crypto_scram {
	enum crypto_hash hash; /* SHA1 or SHA256: the size of the keys */
	uint32_t rounds;
	size_t salt_len;
	uint8_t salt[CRYPTO_SCRAM_SALT_MAX];
	uint8_t stored_key[CRYPTO_SCRAM_KEY_MAX];
	uint8_t server_key[CRYPTO_SCRAM_KEY_MAX];
};

/* Computes the keys for hash, rounds and salt, which are set. Milliseconds of
 * CPU. The password is taken as it is: prepare it before (crypto_prep.h). */
void crypto_scram_derive(struct crypto_scram *scram, struct span password);
/* "rounds,salt,StoredKey,ServerKey", the last three in base64. */
MUST_CHECK bool crypto_scram_parse(enum crypto_hash hash, struct span text,
				   struct crypto_scram *out);
void crypto_scram_write(const struct crypto_scram *scram, struct buf *out);
