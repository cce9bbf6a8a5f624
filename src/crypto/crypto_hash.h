/* SPDX-License-Identifier: MIT */
/*
 * Hash functions for passwords and the mechanisms built on them: what other
 * servers stored, so the broken ones too. Contents are told apart by
 * crypto_digest.h.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum crypto_hash {
	CRYPTO_HASH_MD4,
	CRYPTO_HASH_MD5,
	CRYPTO_HASH_RMD160,
	CRYPTO_HASH_SHA1,
	CRYPTO_HASH_SHA256,
	CRYPTO_HASH_SHA512,
};

enum {
	CRYPTO_HASH_MAX = 64
};

/* Bytes of its result. */
size_t crypto_hash_size(enum crypto_hash hash);
/* Of the parts one after the other; writes crypto_hash_size bytes. */
void crypto_hash_make(enum crypto_hash hash, const struct span *parts,
		      size_t count, uint8_t *out);
/* RFC 2104. */
void crypto_hash_hmac(enum crypto_hash hash, struct span key, struct span text,
		      uint8_t *out);
/* PBKDF2 of RFC 8018 with HMAC, as long as one result of the hash, which is
 * SHA1 or SHA256. rounds >= 1. */
void crypto_hash_pbkdf2(enum crypto_hash hash, struct span password,
			struct span salt, uint32_t rounds, uint8_t *out);
/* 2 * size lower-case digits and a NUL. */
void crypto_hash_hex(const uint8_t *bytes, size_t size, char *out);
