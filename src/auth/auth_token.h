/* SPDX-License-Identifier: MIT */
/* What a token says of itself (the claims of RFC 7519, or the answer of an
 * introspection endpoint, RFC 7662), held against the settings. Pure. */
#pragma once

#include <stdint.h>

#include "auth/auth_exchange.h"
#include "base/err.h"

enum auth_token_worth {
	AUTH_TOKEN_GOOD,
	AUTH_TOKEN_BAD,  /* err says why, for the log */
	AUTH_TOKEN_TEMP, /* nobody could say, err says why */
};

/* Empty: anything will do. */
struct auth_token_rules {
	const char *issuer;
	const char *audience;
	const char *scope; /* words that all must be there */
	const char *user_claim;
};

enum auth_token_origin {
	AUTH_TOKEN_SIGNED, /* the claims were in it: it must have an end */
	AUTH_TOKEN_TOLD,   /* an endpoint tells: it must be active */
};

/* claims: JSON. TEMP if they are not. *out_user: set for GOOD. */
enum auth_token_worth auth_token_judge(const struct auth_token_rules *rules,
				       enum auth_token_origin origin,
				       struct span claims, int64_t now,
				       char out_user[AUTH_NAME_MAX + 1],
				       struct err *err);
