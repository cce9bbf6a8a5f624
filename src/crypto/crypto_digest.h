/* SPDX-License-Identifier: MIT */
/* A digest of contents: nobody can make two that have the same. BLAKE2b
 * (RFC 7693) without a key, of 16 bytes. */
#pragma once

#include <stdint.h>

#include "base/span.h"

enum {
	CRYPTO_DIGEST_SIZE = 16
};

void crypto_digest_make(struct span bytes, uint8_t out[CRYPTO_DIGEST_SIZE]);
