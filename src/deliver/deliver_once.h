/* SPDX-License-Identifier: MIT */
/* What is remembered for the time until an MTA gives up trying (store_once.h),
 * and what the same thing is told by. */
#pragma once

#include "crypto/crypto_digest.h"
#include "store/store_once.h"

/* A long text that several keys are made of: it is digested for the first. */
struct deliver_once_text {
	struct span text;
	bool is_digested;
	uint8_t digest[CRYPTO_DIGEST_SIZE];
};
/* A word, a long text, an address in any case. Pure. */
void deliver_once_key_of(const char *word, struct deliver_once_text *text,
			 struct span address, uint8_t out[STORE_ONCE_KEY]);
/* The same for a text of which only one is made. */
void deliver_once_key(const char *word, struct span text, struct span address,
		      uint8_t out[STORE_ONCE_KEY]);

MUST_CHECK bool deliver_once_remember(struct store_user *store,
				      const uint8_t key[STORE_ONCE_KEY],
				      struct err *err);
/* Writes only if it is known. */
MUST_CHECK bool deliver_once_forget(struct store_user *store,
				    const uint8_t key[STORE_ONCE_KEY],
				    struct err *err);
