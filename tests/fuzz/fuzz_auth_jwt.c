/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a token, opened with public keys and with a secret. What opens
 * has claims that can be judged, and a signature.
 */
#include <stdint.h>

#include "auth/auth_jwt.h"
#include "auth/auth_token.h"
#include "base/auto.h"
#include "base/x.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char public_key[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEn6phLbqdskyXF4em5ZlFXsQf1uTj\n"
	"5q/OjRWKsyv7DG9Vk2s/u1HM04Ql3rijiuXyWWBPfMyNXnypLgN3Azne2Q==\n"
	"-----END PUBLIC KEY-----\n";
static const char secret[] = "0123456789abcdef0123456789abcdef";

static void open_with(const char *key, const char *token)
{
	static const struct auth_token_rules rules = { "", "", "", "sub" };
	char user[AUTH_NAME_MAX + 1];
	struct auth_jwt *jwt;
	auto_buf struct buf claims;
	struct err err;
	bool made = auth_jwt_new(span_of(key), &jwt, &err);

	ASSERT(made);
	buf_init(&claims, 65536);
	if (auth_jwt_open(jwt, token, &claims, &err)) {
		ASSERT(token[strlen(token) - 1] != '.');
		ASSERT(auth_token_judge(&rules, AUTH_TOKEN_SIGNED,
					buf_span(&claims), 1000, user,
					&err) != AUTH_TOKEN_TEMP);
	} else {
		ASSERT(err.kind == ERR_DENIED);
	}
	auth_jwt_free(&jwt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_free char *token = x_span_dup(span_make(data, size));

	open_with(public_key, token);
	open_with(secret, token);
	return 0;
}
