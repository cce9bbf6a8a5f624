/* SPDX-License-Identifier: MIT */
/* CRAM-MD5 (RFC 2195) from what Dovecot stores for it: the states of HMAC-MD5
 * after the key, which is as good as the password. Wipe it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/span.h"

enum {
	CRYPTO_CRAM_SIZE = 32, /* as stored: outer state, then inner */
	CRYPTO_CRAM_HEX = 33   /* the response, with its NUL */
};

struct crypto_cram {
	uint32_t outer[4];
	uint32_t inner[4];
};

void crypto_cram_derive(struct span password, struct crypto_cram *out);
/* From and to the bytes that are stored (in hex). */
void crypto_cram_load(const uint8_t bytes[CRYPTO_CRAM_SIZE],
		      struct crypto_cram *out);
void crypto_cram_save(const struct crypto_cram *cram,
		      uint8_t out[CRYPTO_CRAM_SIZE]);
/* The right response to a challenge, in lower-case hex. */
void crypto_cram_respond(const struct crypto_cram *cram, struct span challenge,
			 char out[CRYPTO_CRAM_HEX]);
