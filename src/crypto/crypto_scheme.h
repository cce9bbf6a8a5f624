/* SPDX-License-Identifier: MIT */
/* The password schemes that we know, Dovecot's and those of its neighbours:
 * their names, how their hashes are computed and written. */
#pragma once

#include <stdbool.h>

#include "base/span.h"
#include "crypto/crypto_hash.h"

/* How a hash is computed. */
enum crypto_kind {
	CRYPTO_KIND_PLAIN,
	CRYPTO_KIND_PLAIN_TRUNC, /* LENGTH-START: only so much was kept */
	CRYPTO_KIND_CRYPT,       /* crypt(3) */
	CRYPTO_KIND_ARGON2,
	CRYPTO_KIND_HASH,   /* of the password */
	CRYPTO_KIND_SALTED, /* of password and salt; the salt follows it */
	CRYPTO_KIND_PBKDF2, /* $1$SALT$ROUNDS$HEX, with SHA-1 */
	CRYPTO_KIND_SCRAM,  /* ROUNDS,SALT,STOREDKEY,SERVERKEY */
	CRYPTO_KIND_CRAM_MD5,
	CRYPTO_KIND_DIGEST_MD5, /* of user:realm:password */
	CRYPTO_KIND_NS_MTA_MD5, /* Netscape's: hex, then 32 bytes of salt */
	CRYPTO_KIND_LANMAN,
	CRYPTO_KIND_NTLM,
	CRYPTO_KIND_RPA,
};

enum crypto_encoding {
	CRYPTO_ENCODING_NONE,
	CRYPTO_ENCODING_HEX,
	CRYPTO_ENCODING_BASE64,
};

struct crypto_scheme {
	const char *name;
	enum crypto_kind kind;
	enum crypto_hash hash; /* of the kinds that have a choice */
	enum crypto_encoding encoding;
	/* Built on DES, MD4 or MD5, or a digest without salt. */
	bool weak;
	const char *prefixes[4]; /* its hashes begin so; none: anyhow */
};

/* By the name, in which case does not matter and which may end in ".b64",
 * ".base64" or ".hex". *out_suffixed: it does. NULL: unknown. */
const struct crypto_scheme *crypto_scheme_find(struct span name,
					       enum crypto_encoding *out_suffix,
					       bool *out_suffixed);
/* Of crypt(3) and Argon2, by what a hash begins with; DES by its form too.
 * NULL: it looks like none. */
const struct crypto_scheme *crypto_scheme_of(struct span hash);
/* Its hashes begin with "$", and so can't be taken for anything else. */
bool crypto_scheme_is_marked(const struct crypto_scheme *scheme);
/* false: its hashes begin otherwise. */
bool crypto_scheme_begins(const struct crypto_scheme *scheme, struct span hash);
/* Number `index` of those with a name of their own; NULL at the end. */
const struct crypto_scheme *crypto_scheme_at(size_t index);
