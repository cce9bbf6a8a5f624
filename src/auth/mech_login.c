/* SPDX-License-Identifier: MIT */
/*
 * LOGIN (draft-murchison-sasl-login): the name and the password are asked for
 * one after the other. Some clients send the name as an initial response.
 */
#include "auth/auth_mech.h"

static enum auth_mech_step step(struct auth_exchange *x, struct span response,
				struct buf *out)
{
	if (x->round == 0 && response.len == 0) {
		buf_add_str(out, "Username:");
		return AUTH_MECH_CHALLENGE;
	}
	if (!x->user) {
		if (!auth_exchange_keep(&x->user, response, AUTH_NAME_MAX))
			return AUTH_MECH_BAD;
		buf_add_str(out, "Password:");
		return AUTH_MECH_CHALLENGE;
	}
	return auth_exchange_keep(&x->password, response, AUTH_PASSWORD_MAX)
		       ? AUTH_MECH_CHECK
		       : AUTH_MECH_BAD;
}

const struct auth_mech auth_mech_login = {
	.name = "LOGIN",
	.step = step,
};
