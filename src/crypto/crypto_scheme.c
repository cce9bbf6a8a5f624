/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_scheme.h"

#include "base/b64.h"
#include "base/check.h"

#define CRYPT(name_, weak_, ...)                                               \
	{                                                                      \
		.name = (name_), .kind = CRYPTO_KIND_CRYPT, .weak = (weak_),   \
		.prefixes = {                                                  \
			__VA_ARGS__                                            \
		}                                                              \
	}
#define ARGON2(name_, ...)                                                     \
	{                                                                      \
		.name = (name_), .kind = CRYPTO_KIND_ARGON2, .prefixes = {     \
			__VA_ARGS__                                            \
		}                                                              \
	}
#define TEXT(name_, kind_)                                                     \
	{                                                                      \
		.name = (name_), .kind = CRYPTO_KIND_##kind_                   \
	}
#define HASH(name_, kind_, hash_, encoding_, weak_)                            \
	{                                                                      \
		.name = (name_), .kind = CRYPTO_KIND_##kind_,                  \
		.hash = CRYPTO_HASH_##hash_,                                   \
		.encoding = CRYPTO_ENCODING_##encoding_, .weak = (weak_)       \
	}

enum {
	STRONG = false,
	WEAK = true
};

static const struct crypto_scheme schemes[] = {
	CRYPT("CRYPT", STRONG, NULL), /* what the hash begins with decides */
	CRYPT("SHA512-CRYPT", STRONG, "$6$"),
	CRYPT("SHA256-CRYPT", STRONG, "$5$"),
	CRYPT("BLF-CRYPT", STRONG, "$2y$", "$2b$", "$2a$"),
	CRYPT("YESCRYPT", STRONG, "$y$"),
	CRYPT("GOST-YESCRYPT", STRONG, "$gy$"),
	CRYPT("SCRYPT", STRONG, "$7$"),
	CRYPT("SHA1-CRYPT", STRONG, "$sha1$"),
	CRYPT("SUN-MD5", WEAK, "$md5$", "$md5,"),
	CRYPT("MD5-CRYPT", WEAK, "$1$"),
	CRYPT("BSDI-CRYPT", WEAK, "_"),
	CRYPT("DES-CRYPT", WEAK, NULL),
	ARGON2("ARGON2ID", "$argon2id$"),
	ARGON2("ARGON2I", "$argon2i$"),
	ARGON2("ARGON2", "$argon2id$", "$argon2i$"),
	TEXT("PLAIN", PLAIN),
	TEXT("CLEAR", PLAIN),
	TEXT("CLEARTEXT", PLAIN),
	TEXT("PLAIN-TRUNC", PLAIN_TRUNC),
	TEXT("PBKDF2", PBKDF2),
	HASH("SCRAM-SHA-1", SCRAM, SHA1, NONE, STRONG),
	HASH("SCRAM-SHA-256", SCRAM, SHA256, NONE, STRONG),
	HASH("SSHA512", SALTED, SHA512, BASE64, STRONG),
	HASH("SSHA256", SALTED, SHA256, BASE64, STRONG),
	HASH("SSHA", SALTED, SHA1, BASE64, STRONG),
	HASH("SMD5", SALTED, MD5, BASE64, WEAK),
	HASH("SHA512", HASH, SHA512, BASE64, WEAK),
	HASH("SHA256", HASH, SHA256, BASE64, WEAK),
	HASH("SHA", HASH, SHA1, BASE64, WEAK),
	HASH("SHA1", HASH, SHA1, BASE64, WEAK),
	HASH("RMD160", HASH, RMD160, BASE64, WEAK),
	HASH("MD5", HASH, MD5, BASE64, WEAK),
	HASH("LDAP-MD5", HASH, MD5, BASE64, WEAK),
	HASH("PLAIN-MD5", HASH, MD5, HEX, WEAK),
	HASH("MD5RAW", HASH, MD5, HEX, WEAK),
	HASH("MD4", HASH, MD4, BASE64, WEAK),
	HASH("PLAIN-MD4", HASH, MD4, HEX, WEAK),
	HASH("CRAM-MD5", CRAM_MD5, MD5, HEX, WEAK),
	HASH("HMAC-MD5", CRAM_MD5, MD5, HEX, WEAK),
	HASH("DIGEST-MD5", DIGEST_MD5, MD5, HEX, WEAK),
	HASH("NS-MTA-MD5", NS_MTA_MD5, MD5, NONE, WEAK),
	HASH("LANMAN", LANMAN, MD4, HEX, WEAK),
	HASH("NTLM", NTLM, MD4, HEX, WEAK),
	HASH("RPA", RPA, MD5, HEX, WEAK),
};

static bool encoding_of(struct span suffix, enum crypto_encoding *out)
{
	*out = span_eq_nocase(suffix, SPAN("hex")) ? CRYPTO_ENCODING_HEX
						   : CRYPTO_ENCODING_BASE64;
	return *out == CRYPTO_ENCODING_HEX ||
	       span_eq_nocase(suffix, SPAN("b64")) ||
	       span_eq_nocase(suffix, SPAN("base64"));
}

const struct crypto_scheme *crypto_scheme_find(struct span name,
					       enum crypto_encoding *out_suffix,
					       bool *out_suffixed)
{
	size_t dot = span_find_char(name, '.');

	*out_suffixed = dot < name.len;
	if (*out_suffixed && !encoding_of(span_from(name, dot + 1), out_suffix))
		return NULL;
	name = span_first(name, dot);
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (span_eq_nocase(name, span_of(schemes[i].name)))
			return &schemes[i];
	return NULL;
}

static bool is_crypt_text(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '.' &&
		    (b64_digit(text.ptr[i]) < 0 || text.ptr[i] == '+'))
			return false;
	return true;
}

/* The oldest of crypt(3) have no "$": two characters of salt and eleven of
 * 64 kinds, or "_", eight and eleven. */
static bool is_des(const struct crypto_scheme *scheme, struct span hash)
{
	if (scheme->prefixes[0])
		return hash.len == 20 && is_crypt_text(span_from(hash, 1));
	return hash.len == 13 && is_crypt_text(hash);
}

bool crypto_scheme_is_marked(const struct crypto_scheme *scheme)
{
	return scheme->prefixes[0] && scheme->prefixes[0][0] == '$';
}

bool crypto_scheme_begins(const struct crypto_scheme *scheme, struct span hash)
{
	bool begins = !scheme->prefixes[0];

	for (size_t i = 0; scheme->prefixes[i] && !begins; i++)
		begins = span_starts(hash, span_of(scheme->prefixes[i]));
	return begins &&
	       (crypto_scheme_is_marked(scheme) ||
		scheme->kind != CRYPTO_KIND_CRYPT || is_des(scheme, hash));
}

const struct crypto_scheme *crypto_scheme_of(struct span hash)
{
	/* Not the first, which stands for all of crypt(3). */
	for (size_t i = 1; i < ARRAY_LEN(schemes); i++)
		if ((schemes[i].kind == CRYPTO_KIND_CRYPT ||
		     schemes[i].kind == CRYPTO_KIND_ARGON2) &&
		    crypto_scheme_begins(&schemes[i], hash))
			return &schemes[i];
	return NULL;
}

const struct crypto_scheme *crypto_scheme_at(size_t index)
{
	return index < ARRAY_LEN(schemes) ? &schemes[index] : NULL;
}
