/* SPDX-License-Identifier: MIT */
/* PLAIN (RFC 4616): [authzid] NUL authcid NUL passwd, all in one response. */
#include "auth/auth_mech.h"

static enum auth_mech_step step(struct auth_exchange *x, struct span response,
				struct buf *out)
{
	struct span authorize, user;

	(void)out; /* an empty one asks for the response */
	if (!response.ptr)
		return x->round ? AUTH_MECH_BAD : AUTH_MECH_CHALLENGE;
	if (!span_cut(&response, '\0', &authorize) ||
	    !span_cut(&response, '\0', &user) || !response.ptr)
		return AUTH_MECH_BAD;
	if (authorize.len &&
	    !auth_exchange_keep(&x->authorize, authorize, AUTH_NAME_MAX))
		return AUTH_MECH_BAD;
	if (!auth_exchange_keep(&x->user, user, AUTH_NAME_MAX) ||
	    !auth_exchange_keep(&x->password, response, AUTH_PASSWORD_MAX))
		return AUTH_MECH_BAD;
	return AUTH_MECH_CHECK;
}

const struct auth_mech auth_mech_plain = {
	.name = "PLAIN",
	.step = step,
};
