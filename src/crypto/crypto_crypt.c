/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_crypt.h"

#include <argon2.h>
#include <crypt.h>

#include "base/x.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

/* Argon2id with the OWASP cheat sheet's first choice of parameters: 46 MiB for
 * each worker, about the time of the other schemes. */
enum {
	ARGON2_PASSES = 1,
	ARGON2_KIB = 46 * 1024,
	ARGON2_LANES = 1,
	ARGON2_SALT = 16,
	ARGON2_HASH = 32,
	ARGON2_TEXT = 256
};

static void forget(struct crypt_data **data)
{
	crypto_secret_wipe(*data, sizeof(**data));
	free(*data);
}

enum crypto_password crypto_crypt_verify(const char *hash, const char *password)
{
	/* 32 KiB: too much for a thread's stack, and it holds the password. */
	__attribute__((cleanup(forget))) struct crypt_data *data =
		x_calloc(1, sizeof(*data));
	const char *made = crypt_r(password, hash, data);

	/* crypt(3) takes a hash that was cut short; its result shows it. */
	if (!made || made[0] == '*' || strlen(made) != strlen(hash))
		return CRYPTO_PASSWORD_UNUSABLE;
	return crypto_secret_eq(span_of(made), span_of(hash))
		       ? CRYPTO_PASSWORD_RIGHT
		       : CRYPTO_PASSWORD_WRONG;
}

static argon2_type argon2_type_of(const char *hash)
{
	return span_starts(span_of(hash), SPAN("$argon2id$")) ? Argon2_id
							      : Argon2_i;
}

enum crypto_password crypto_crypt_verify_argon2(const char *hash,
						struct span password)
{
	switch (argon2_verify(hash, password.ptr, password.len,
			      argon2_type_of(hash))) {
	case ARGON2_OK:
		return CRYPTO_PASSWORD_RIGHT;
	case ARGON2_VERIFY_MISMATCH:
		return CRYPTO_PASSWORD_WRONG;
	default:
		return CRYPTO_PASSWORD_UNUSABLE;
	}
}

/* 0: the library's. */
static unsigned long cost_of(const struct crypto_scheme *scheme)
{
	static const struct {
		const char *name;
		unsigned long cost;
	} costs[] = {
		{ "SHA512-CRYPT", 50000 },
		{ "SHA256-CRYPT", 50000 },
		{ "BLF-CRYPT", 10 },
		{ "YESCRYPT", 5 },
	};

	for (size_t i = 0; i < ARRAY_LEN(costs); i++)
		if (span_eq(span_of(scheme->name), span_of(costs[i].name)))
			return costs[i].cost;
	return 0;
}

bool crypto_crypt_make(const struct crypto_scheme *scheme, const char *password,
		       struct buf *out, struct err *err)
{
	__attribute__((cleanup(forget))) struct crypt_data *data =
		x_calloc(1, sizeof(*data));
	const char *prefix = scheme->prefixes[0] ? scheme->prefixes[0] : "";
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	const char *made = NULL;
	char salt[32];

	crypto_random_fill(salt, sizeof(salt));
	if (crypt_gensalt_rn(prefix, cost_of(scheme), salt, sizeof(salt),
			     setting, sizeof(setting)))
		made = crypt_r(password, setting, data);
	if (!made || made[0] == '*')
		return err_set(err, ERR_TEMP, "crypt(3) can't make %s hashes",
			       scheme->name);
	buf_add_str(out, made);
	return true;
}

bool crypto_crypt_make_argon2(const struct crypto_scheme *scheme,
			      const char *password, struct buf *out,
			      struct err *err)
{
	char text[ARGON2_TEXT], salt[ARGON2_SALT];
	int result;

	crypto_random_fill(salt, sizeof(salt));
	result = argon2_hash(ARGON2_PASSES, ARGON2_KIB, ARGON2_LANES, password,
			     strlen(password), salt, sizeof(salt), NULL,
			     ARGON2_HASH, text, sizeof(text),
			     argon2_type_of(scheme->prefixes[0]),
			     ARGON2_VERSION_13);
	if (result != ARGON2_OK)
		return err_set(err, ERR_TEMP, "Argon2: %s",
			       argon2_error_message(result));
	buf_add_str(out, text);
	return true;
}
