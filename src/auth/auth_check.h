/* SPDX-License-Identifier: MIT */
/* What a login comes to. Pure, but for the time that a password hash takes. */
#pragma once

#include "account/account_source.h"
#include "crypto/crypto_stored.h"

enum auth_verdict {
	AUTH_VERDICT_OK,
	AUTH_VERDICT_UNKNOWN, /* no such user */
	AUTH_VERDICT_WRONG,
	AUTH_VERDICT_DISABLED,  /* the password is right */
	AUTH_VERDICT_FORBIDDEN, /* not this service, or not from there */
	AUTH_VERDICT_AUTHORIZE, /* asks to be somebody else */
	AUTH_VERDICT_UNUSABLE,  /* what is stored is no password hash */
	AUTH_VERDICT_TEMP,      /* the source failed, err says why */
	AUTH_VERDICT_JUDGE,     /* found: the caller compares (auth_chain.h) */
};

/* OK, WRONG or UNUSABLE. Without a stored hash it is WRONG and takes as long as
 * comparing with `dummy`, a hash whose password nobody knows. */
enum auth_verdict auth_check_password(const struct crypto_stored *stored,
				      struct span password, struct span dummy);
/* May the account be used so? OK, DISABLED or FORBIDDEN. */
enum auth_verdict auth_check_access(const struct account_entry *entry,
				    const struct account_query *query);
/* One word for the log. */
const char *auth_check_verdict_name(enum auth_verdict verdict);
