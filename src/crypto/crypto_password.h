/* SPDX-License-Identifier: MIT */
/*
 * Password hashes as they are stored: "{SCHEME}hash", or a bare crypt(3) or
 * Argon2 string.
 *
 * Both functions take milliseconds of CPU by intent and may be called from
 * several threads at once. They never log; what they copied of a password is
 * wiped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

enum crypto_password {
	CRYPTO_PASSWORD_RIGHT,
	CRYPTO_PASSWORD_WRONG,
	/* The stored text is no hash of a scheme that we take: nobody can log
	 * in with it, and the log should say so. */
	CRYPTO_PASSWORD_UNUSABLE,
};

enum {
	CRYPTO_PASSWORD_STORED_MAX = 512
};

/*
 * Takes {SHA512-CRYPT} {SHA256-CRYPT} {BLF-CRYPT} {YESCRYPT} {CRYPT} {ARGON2ID}
 * {ARGON2I} {PLAIN}, and bare $6$ $5$ $2a$ $2b$ $2y$ $y$ $argon2id$ $argon2i$.
 * Case of the scheme does not matter. Weak crypt(3) methods (DES, MD5) are
 * UNUSABLE. A password with a NUL is WRONG.
 */
MUST_CHECK enum crypto_password crypto_password_verify(struct span stored,
						       struct span password);

/*
 * "{SCHEME}hash" with a fresh salt, for SHA512-CRYPT, BLF-CRYPT, YESCRYPT and
 * ARGON2ID. ERR_SYNTAX: unknown scheme, or an empty password or one with a
 * NUL. ERR_LIMIT: longer than the scheme can tell apart (72 bytes for
 * BLF-CRYPT, 511 for the others).
 */
MUST_CHECK bool crypto_password_make(const char *scheme, struct span password,
				     char out[CRYPTO_PASSWORD_STORED_MAX],
				     struct err *err);
