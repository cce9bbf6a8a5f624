/* SPDX-License-Identifier: MIT */
/*
 * A password as an account source stores it: "{SCHEME}hash", or a bare hash.
 * Pure.
 *
 * Case of the scheme does not matter; ".b64", ".base64" or ".hex" behind it
 * say how the hash is written, without them it is recognised. A bare text that
 * begins like a crypt(3) or Argon2 hash ("$6$") is one. Other bare text is of
 * the scheme that the source names; if it names none, 13 characters are DES
 * crypt(3) and 32 hex digits MD5.
 */
#pragma once

#include "base/check.h"
#include "crypto/crypto_scheme.h"

struct crypto_stored {
	struct span text;
	/* Of a text without {SCHEME}; NULL or "": none. */
	const char *scheme;
	/* Normalised name of the user: some hashes are made with it. */
	struct span user;
};

enum {
	CRYPTO_STORED_MAX = 512
};

/* A stored text taken apart. Secret. */
struct crypto_parsed {
	const struct crypto_scheme *scheme;
	size_t len;
	char bytes[CRYPTO_STORED_MAX + 1]; /* decoded; a NUL follows */
};

/* false: no scheme of ours, or no hash of that scheme by its form. */
MUST_CHECK bool crypto_stored_parse(const struct crypto_stored *stored,
				    struct crypto_parsed *out);
/* Wipes it. */
void crypto_stored_release(struct crypto_parsed *parsed);
#define auto_parsed __attribute__((cleanup(crypto_stored_release)))

/* Is there a scheme of that name? */
bool crypto_stored_is_scheme(const char *name);
/* Is it of that scheme, or of no scheme at all, so that a new hash by it would
 * be no gain? */
bool crypto_stored_is_of(const struct crypto_stored *stored, const char *name);
/* false also for what is no hash. */
bool crypto_stored_is_weak(const struct crypto_stored *stored);

struct span crypto_stored_bytes(const struct crypto_parsed *parsed);

/* PBKDF2's text taken apart; the spans point into it. */
struct crypto_stored_pbkdf2 {
	struct span salt;
	uint32_t rounds;
	struct span hex;
};
MUST_CHECK bool crypto_stored_pbkdf2(struct span text,
				     struct crypto_stored_pbkdf2 *out);
/* PLAIN-TRUNC's: the start of the password, cut at `length` bytes. */
MUST_CHECK bool crypto_stored_trunc(struct span text, uint32_t *out_length,
				    struct span *out_start);
