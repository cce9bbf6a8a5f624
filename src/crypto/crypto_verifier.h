/* SPDX-License-Identifier: MIT */
/*
 * What mechanisms that never see the password need, from what is stored.
 *
 * A cleartext password ({PLAIN}, {CLEAR}, {CLEARTEXT}, or a bare one of a
 * source that says so) serves them all; a verifier of its own scheme serves
 * one. Functions take milliseconds of CPU where they say so. What they fill
 * is secret: wipe it.
 */
#pragma once

#include "crypto/crypto_cram.h"
#include "crypto/crypto_scram.h"
#include "crypto/crypto_stored.h"

enum crypto_verifier {
	CRYPTO_VERIFIER_READY,
	/* A good hash of another scheme: the user can't use the mechanism. */
	CRYPTO_VERIFIER_UNFIT,
	/* No hash of ours: a user nobody can log in as, and a log line. */
	CRYPTO_VERIFIER_UNUSABLE,
};

enum {
	CRYPTO_VERIFIER_HA1 = 16
};

/* Salt and rounds of SCRAM for who has no stored verifier, the same each time
 * for one user, so that they tell nobody who exists. */
struct crypto_verifier_seed {
	struct span secret; /* at least 16 bytes nobody else knows */
	uint32_t rounds;
};

/* For SCRAM-SHA-1 (CRYPTO_HASH_SHA1) or SCRAM-SHA-256. CPU for cleartext. */
enum crypto_verifier
crypto_verifier_scram(const struct crypto_stored *stored, enum crypto_hash hash,
		      const struct crypto_verifier_seed *seed,
		      struct crypto_scram *out);
/* What an unknown user gets: salt and rounds like that, keys of no password. */
void crypto_verifier_pretend_scram(struct span user, enum crypto_hash hash,
				   const struct crypto_verifier_seed *seed,
				   struct crypto_scram *out);
enum crypto_verifier crypto_verifier_cram(const struct crypto_stored *stored,
					  struct crypto_cram *out);
/*
 * H(user:realm:password) of RFC 2831, its HA1 without the nonces. A stored
 * {DIGEST-MD5} is of the user's local part and the domain as the realm, so
 * that is what has to be asked for then: else UNFIT.
 */
enum crypto_verifier crypto_verifier_ha1(const struct crypto_stored *stored,
					 struct span user, struct span realm,
					 uint8_t out[CRYPTO_VERIFIER_HA1]);
/* The cleartext itself, for APOP. A NUL follows. */
enum crypto_verifier
crypto_verifier_cleartext(const struct crypto_stored *stored,
			  struct crypto_parsed *out);
