/* SPDX-License-Identifier: MIT */
/* Hashes that are the same each time: to be compared with what is stored, or
 * stored. All but PBKDF2 take microseconds. */
#pragma once

#include "crypto/crypto_scheme.h"

enum {
	CRYPTO_COMPUTE_HEX = 2 * CRYPTO_HASH_MAX + 1
};

/* Bytes of the hash, without its salt; 0: the scheme is none of a hash and
 * nothing else. user is for DIGEST-MD5. */
size_t crypto_compute(const struct crypto_scheme *scheme, struct span user,
		      struct span salt, struct span password,
		      uint8_t out[CRYPTO_HASH_MAX]);
/* Dovecot's PBKDF2, in hex. */
void crypto_compute_pbkdf2(struct span salt, uint32_t rounds,
			   struct span password, char out[CRYPTO_COMPUTE_HEX]);
/* Netscape's: H(salt 0x59 password 0xF7 salt), in hex. */
void crypto_compute_ns_mta(struct span salt, struct span password,
			   char out[CRYPTO_COMPUTE_HEX]);
