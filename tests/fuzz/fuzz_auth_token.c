/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what a token says of itself, or an introspection endpoint of it.
 * A good one has a user; one that is told has to be called active.
 */
#include <stdint.h>
#include <string.h>

#include "auth/auth_token.h"
#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum auth_token_worth judge(const struct auth_token_rules *rules,
				   enum auth_token_origin origin,
				   struct span claims)
{
	char user[AUTH_NAME_MAX + 1] = "";
	struct err err = { 0 };
	enum auth_token_worth worth =
		auth_token_judge(rules, origin, claims, 1000, user, &err);

	ASSERT(worth != AUTH_TOKEN_GOOD || user[0]);
	ASSERT(worth == AUTH_TOKEN_GOOD || err.kind != ERR_NONE);
	return worth;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct auth_token_rules lax = { "", "", "", "sub" };
	static const struct auth_token_rules strict = { "id", "mail", "imap",
							"email" };
	struct span claims = span_make(data, size);

	judge(&strict, AUTH_TOKEN_SIGNED, claims);
	judge(&strict, AUTH_TOKEN_TOLD, claims);
	judge(&lax, AUTH_TOKEN_SIGNED, claims);
	if (judge(&lax, AUTH_TOKEN_TOLD, claims) == AUTH_TOKEN_GOOD)
		ASSERT(span_find(claims, SPAN("true")) < claims.len);
	return 0;
}
