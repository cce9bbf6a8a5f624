/* SPDX-License-Identifier: MIT */
/* crypt(3) and Argon2: hashes that are slow by intent. Passwords and hashes
 * are NUL-terminated; copies are wiped. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "crypto/crypto_password.h"
#include "crypto/crypto_scheme.h"

enum {
	CRYPTO_CRYPT_PASSWORD_MAX = 511,
	CRYPTO_CRYPT_BLF_PASSWORD_MAX = 72
};

enum crypto_password crypto_crypt_verify(const char *hash,
					 const char *password);
enum crypto_password crypto_crypt_verify_argon2(const char *hash,
						struct span password);
/* With a fresh salt and a cost of today. ERR_TEMP: the library refuses. */
MUST_CHECK bool crypto_crypt_make(const struct crypto_scheme *scheme,
				  const char *password, struct buf *out,
				  struct err *err);
MUST_CHECK bool crypto_crypt_make_argon2(const struct crypto_scheme *scheme,
					 const char *password, struct buf *out,
					 struct err *err);
