/* SPDX-License-Identifier: MIT */
/*
 * A scheme is a row: its name, the prefixes its hashes begin with, and who
 * computes it. The prefix is checked before crypt(3) sees the hash, because
 * crypt(3) would also take every method we do not want.
 */
#include "crypto/crypto_password.h"

#include <argon2.h>
#include <crypt.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

enum engine {
	ENGINE_CRYPT,
	ENGINE_ARGON2ID,
	ENGINE_ARGON2I,
	ENGINE_PLAIN
};

struct scheme {
	const char *name;
	enum engine engine;
	const char *prefixes[4]; /* NULL-terminated; none: any hash */
	/* For making: crypt(3)'s salt prefix and cost; NULL: only verified. */
	const char *make;
	unsigned long cost;
	size_t password_max;
};

/* Argon2id with the OWASP cheat sheet's first choice of parameters: 46 MiB for
 * each worker, about the time of the other schemes. */
enum {
	ARGON2_PASSES = 1,
	ARGON2_KIB = 46 * 1024,
	ARGON2_LANES = 1,
	ARGON2_SALT = 16,
	ARGON2_HASH = 32
};

static const struct scheme schemes[] = {
	{
		.name = "SHA512-CRYPT",
		.prefixes = { "$6$" },
		.make = "$6$",
		.cost = 50000,
		.password_max = CRYPT_MAX_PASSPHRASE_SIZE - 1,
	},
	{
		.name = "SHA256-CRYPT",
		.prefixes = { "$5$" },
	},
	{
		.name = "BLF-CRYPT",
		.prefixes = { "$2y$", "$2b$", "$2a$" },
		.make = "$2y$",
		.cost = 10,
		.password_max = 72,
	},
	{
		.name = "YESCRYPT",
		.prefixes = { "$y$" },
		.make = "$y$",
		.cost = 5,
		.password_max = CRYPT_MAX_PASSPHRASE_SIZE - 1,
	},
	{
		.name = "ARGON2ID",
		.engine = ENGINE_ARGON2ID,
		.prefixes = { "$argon2id$" },
		.make = "$argon2id$",
		.password_max = 511,
	},
	{
		.name = "ARGON2I",
		.engine = ENGINE_ARGON2I,
		.prefixes = { "$argon2i$" },
	},
	{
		.name = "PLAIN",
		.engine = ENGINE_PLAIN,
	},
};

static bool has_prefix(const struct scheme *scheme, struct span hash)
{
	if (!scheme->prefixes[0])
		return true;
	for (size_t i = 0; scheme->prefixes[i]; i++)
		if (span_starts(hash, span_of(scheme->prefixes[i])))
			return true;
	return false;
}

static const struct scheme *scheme_by_name(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (span_eq_nocase(name, span_of(schemes[i].name)))
			return &schemes[i];
	return NULL;
}

static const struct scheme *scheme_by_hash(struct span hash)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (schemes[i].prefixes[0] && has_prefix(&schemes[i], hash))
			return &schemes[i];
	return NULL;
}

/* Cuts {SCHEME} off *stored; NULL if there is none that fits the hash. */
static const struct scheme *take_scheme(struct span *stored)
{
	const struct scheme *scheme;
	struct span name;
	size_t end;

	if (!span_starts(*stored, SPAN("{")))
		return scheme_by_hash(*stored);
	end = span_find_char(*stored, '}');
	if (end == stored->len)
		return NULL;
	name = span_from(span_first(*stored, end), 1);
	*stored = span_from(*stored, end + 1);
	if (span_eq_nocase(name, SPAN("CRYPT"))) {
		scheme = scheme_by_hash(*stored);
		return scheme && scheme->engine == ENGINE_CRYPT ? scheme : NULL;
	}
	scheme = scheme_by_name(name);
	return scheme && has_prefix(scheme, *stored) ? scheme : NULL;
}

static enum crypto_password verify_crypt(const char *hash, const char *password)
{
	/* 32 KiB: too much for a thread's stack, and it holds the password. */
	struct crypt_data *data = x_calloc(1, sizeof(*data));
	const char *made = crypt_r(password, hash, data);
	enum crypto_password result = CRYPTO_PASSWORD_WRONG;

	/* crypt(3) takes a hash that was cut short; its result shows it. */
	if (!made || made[0] == '*' || strlen(made) != strlen(hash))
		result = CRYPTO_PASSWORD_UNUSABLE;
	else if (crypto_secret_eq(span_of(made), span_of(hash)))
		result = CRYPTO_PASSWORD_RIGHT;
	crypto_secret_wipe(data, sizeof(*data));
	free(data);
	return result;
}

static enum crypto_password
verify_argon2(const char *hash, struct span password, argon2_type type)
{
	switch (argon2_verify(hash, password.ptr, password.len, type)) {
	case ARGON2_OK:
		return CRYPTO_PASSWORD_RIGHT;
	case ARGON2_VERIFY_MISMATCH:
		return CRYPTO_PASSWORD_WRONG;
	default:
		return CRYPTO_PASSWORD_UNUSABLE;
	}
}

enum crypto_password crypto_password_verify(struct span stored,
					    struct span password)
{
	const struct scheme *scheme = take_scheme(&stored);
	enum crypto_password result = CRYPTO_PASSWORD_UNUSABLE;
	char *hash, *text;

	if (!scheme || stored.len >= CRYPTO_PASSWORD_STORED_MAX)
		return CRYPTO_PASSWORD_UNUSABLE;
	if (span_find_char(password, '\0') < password.len ||
	    (scheme->engine == ENGINE_CRYPT &&
	     password.len >= CRYPT_MAX_PASSPHRASE_SIZE))
		return CRYPTO_PASSWORD_WRONG;
	hash = x_span_dup(stored);
	text = x_span_dup(password);
	switch (scheme->engine) {
	case ENGINE_CRYPT:
		result = verify_crypt(hash, text);
		break;
	case ENGINE_ARGON2ID:
		result = verify_argon2(hash, password, Argon2_id);
		break;
	case ENGINE_ARGON2I:
		result = verify_argon2(hash, password, Argon2_i);
		break;
	case ENGINE_PLAIN:
		if (stored.len == 0)
			break;
		result = crypto_secret_eq(stored, password)
				 ? CRYPTO_PASSWORD_RIGHT
				 : CRYPTO_PASSWORD_WRONG;
	}
	crypto_secret_free(&hash);
	crypto_secret_free(&text);
	return result;
}

static const struct scheme *scheme_to_make(const char *name)
{
	const struct scheme *scheme = scheme_by_name(span_of(name));

	return scheme && scheme->make ? scheme : NULL;
}

static bool make_crypt(const struct scheme *scheme, const char *password,
		       char *out, size_t size, struct err *err)
{
	struct crypt_data *data = x_calloc(1, sizeof(*data));
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	char salt[32];
	const char *made = NULL;
	bool fits = false;

	crypto_random_fill(salt, sizeof(salt));
	if (crypt_gensalt_rn(scheme->make, scheme->cost, salt, sizeof(salt),
			     setting, sizeof(setting)))
		made = crypt_r(password, setting, data);
	if (made && made[0] != '*')
		fits = snprintf(out, size, "{%s}%s", scheme->name, made) <
		       (int)size;
	crypto_secret_wipe(data, sizeof(*data));
	free(data);
	return fits || err_set(err, ERR_TEMP, "crypt(3) can't make %s hashes",
			       scheme->name);
}

static bool make_argon2(const struct scheme *scheme, const char *password,
			char *out, size_t size, struct err *err)
{
	char salt[ARGON2_SALT];
	size_t used = (size_t)snprintf(out, size, "{%s}", scheme->name);
	int result;

	crypto_random_fill(salt, sizeof(salt));
	result = argon2id_hash_encoded(ARGON2_PASSES, ARGON2_KIB, ARGON2_LANES,
				       password, strlen(password), salt,
				       sizeof(salt), ARGON2_HASH, out + used,
				       size - used);
	return result == ARGON2_OK || err_set(err, ERR_TEMP, "Argon2: %s",
					      argon2_error_message(result));
}

bool crypto_password_make(const char *name, struct span password,
			  char out[CRYPTO_PASSWORD_STORED_MAX], struct err *err)
{
	const struct scheme *scheme = scheme_to_make(name);
	char *text;
	bool made;

	if (!scheme)
		return err_set(err, ERR_SYNTAX, "unknown password scheme %s",
			       name);
	if (password.len == 0 || span_find_char(password, '\0') < password.len)
		return err_set(err, ERR_SYNTAX,
			       "a password can't be empty "
			       "or have a NUL in it");
	if (password.len > scheme->password_max)
		return err_set(err, ERR_LIMIT,
			       "%s takes passwords of at most %zu bytes",
			       scheme->name, scheme->password_max);
	text = x_span_dup(password);
	made = scheme->engine == ENGINE_CRYPT
		       ? make_crypt(scheme, text, out,
				    CRYPTO_PASSWORD_STORED_MAX, err)
		       : make_argon2(scheme, text, out,
				     CRYPTO_PASSWORD_STORED_MAX, err);
	crypto_secret_free(&text);
	return made;
}
