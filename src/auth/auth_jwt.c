/* SPDX-License-Identifier: MIT */
/*
 * The token names its algorithm itself, so what a key is for is known before:
 * else a public key could be used as the secret of an HMAC, which everybody
 * has.
 */
#include "auth/auth_jwt.h"

#include <jwt.h>
#include <stdlib.h>

#include "base/x.h"
#include "crypto/crypto_secret.h"

enum {
	KEYS_MAX = 16,
	SECRET_MIN = 32
};

struct auth_jwt {
	bool is_secret;
	char *key[KEYS_MAX];
	size_t count;
};

static const struct span begin_mark = { "-----BEGIN ", 11 };
static const struct span end_mark = { "-----END ", 9 };

/* From its BEGIN line to the end of its END line. */
static bool take_pem(struct span *text, struct span *out_key)
{
	struct span rest;
	size_t end;

	*text = span_from(*text, span_find(*text, begin_mark));
	end = span_find(*text, end_mark);
	if (end == text->len)
		return false;
	rest = span_from(*text, end);
	end += span_find_char(rest, '\n') + 1;
	*out_key = span_first(*text, end);
	*text = span_from(*text, end);
	return true;
}

static bool take_keys(struct auth_jwt *jwt, struct span text, struct err *err)
{
	struct span key;

	while (take_pem(&text, &key)) {
		if (span_find(span_first(key, span_find_char(key, '\n')),
			      SPAN("PUBLIC KEY")) >= span_find_char(key, '\n'))
			return err_set(err, ERR_SYNTAX, "no PUBLIC KEY");
		if (jwt->count == KEYS_MAX)
			return err_set(err, ERR_SYNTAX, "too many keys");
		jwt->key[jwt->count++] = x_span_dup(key);
	}
	return jwt->count > 0 || err_set(err, ERR_SYNTAX, "no whole key");
}

bool auth_jwt_new(struct span text, struct auth_jwt **out, struct err *err)
{
	struct auth_jwt *jwt = x_calloc(1, sizeof(*jwt));

	*out = jwt;
	if (span_find(text, begin_mark) < text.len)
		return take_keys(jwt, text, err);
	text = span_trim(text);
	if (text.len < SECRET_MIN || span_find_char(text, '\0') < text.len)
		return err_set(err, ERR_SYNTAX, "a secret of 32 bytes or more");
	jwt->is_secret = true;
	jwt->key[jwt->count++] = x_span_dup(text);
	return true;
}

void auth_jwt_free(struct auth_jwt **jwt)
{
	for (size_t i = 0; *jwt && i < (*jwt)->count; i++)
		crypto_secret_free(&(*jwt)->key[i]);
	free(*jwt);
	*jwt = NULL;
}

static bool is_allowed(const struct auth_jwt *jwt, jwt_alg_t algorithm)
{
	switch (algorithm) {
	case JWT_ALG_HS256:
	case JWT_ALG_HS384:
	case JWT_ALG_HS512:
		return jwt->is_secret;
	case JWT_ALG_RS256:
	case JWT_ALG_RS384:
	case JWT_ALG_RS512:
	case JWT_ALG_ES256:
	case JWT_ALG_ES384:
	case JWT_ALG_ES512:
		return !jwt->is_secret;
	case JWT_ALG_NONE:
	case JWT_ALG_TERM:
		break;
	}
	return false;
}

static bool open_with(const struct auth_jwt *jwt, const char *key,
		      const char *token, struct buf *out_claims)
{
	jwt_t *opened = NULL;
	char *claims = NULL;

	if (jwt_decode(&opened, token, (const unsigned char *)key,
		       (int)strlen(key)) == 0 &&
	    is_allowed(jwt, jwt_get_alg(opened)))
		claims = jwt_get_grants_json(opened, NULL);
	if (claims)
		buf_add_str(out_claims, claims);
	free(claims);
	jwt_free(opened);
	return claims != NULL && !out_claims->full;
}

bool auth_jwt_open(const struct auth_jwt *jwt, const char *token,
		   struct buf *out_claims, struct err *err)
{
	for (size_t i = 0; i < jwt->count; i++)
		if (open_with(jwt, jwt->key[i], token, out_claims))
			return true;
	return err_set(err, ERR_DENIED, "not signed by a known key");
}
