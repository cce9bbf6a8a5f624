/* SPDX-License-Identifier: MIT */
/*
 * Verifies passwords against what is stored, and makes what will be stored.
 *
 * Both take milliseconds of CPU by intent and may be called from several
 * threads at once. They never log; what they copied of a password is wiped.
 */
#pragma once

#include "base/err.h"
#include "crypto/crypto_stored.h"

enum crypto_password {
	CRYPTO_PASSWORD_RIGHT,
	CRYPTO_PASSWORD_WRONG,
	/* The stored text is no hash of a scheme that we take: nobody can log
	 * in with it, and the log should say so. */
	CRYPTO_PASSWORD_UNUSABLE,
};

enum {
	CRYPTO_PASSWORD_STORED_MAX = CRYPTO_STORED_MAX
};

/* All schemes of crypto_scheme.h. A password with a NUL is WRONG. */
MUST_CHECK enum crypto_password
crypto_password_verify(const struct crypto_stored *stored,
		       struct span password);

/*
 * "{SCHEME}hash" with a fresh salt, the scheme in upper case and with the
 * suffix it was asked for with. user is for DIGEST-MD5 only, and may else be
 * empty. ERR_SYNTAX: an unknown scheme or one that is only verified
 * (PLAIN-TRUNC), DIGEST-MD5 without a user, an empty password or one with a
 * NUL. ERR_LIMIT: longer than the scheme can tell apart (72 bytes for
 * BLF-CRYPT, 511 for the others), or the result than is stored.
 */
MUST_CHECK bool crypto_password_make_for(const char *scheme, struct span user,
					 struct span password,
					 char out[CRYPTO_PASSWORD_STORED_MAX],
					 struct err *err);
/* The same for a scheme that needs no user. */
MUST_CHECK bool crypto_password_make(const char *scheme, struct span password,
				     char out[CRYPTO_PASSWORD_STORED_MAX],
				     struct err *err);
