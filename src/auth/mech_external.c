/* SPDX-License-Identifier: MIT */
/* EXTERNAL (RFC 4422 A): the certificate that the client has shown says who it
 * is; the response is the identity it wants, or empty. */
#include "auth/auth_mech.h"

static enum auth_mech_step step(struct auth_exchange *x, struct span response,
				struct buf *out)
{
	(void)out; /* an empty challenge asks for the response */
	if (!response.ptr)
		return x->round ? AUTH_MECH_BAD : AUTH_MECH_CHALLENGE;
	if (!x->certificate)
		return AUTH_MECH_WRONG;
	if (response.len &&
	    !auth_exchange_keep(&x->authorize, response, AUTH_NAME_MAX))
		return AUTH_MECH_BAD;
	return auth_exchange_keep(&x->user, span_of(x->certificate),
				  AUTH_NAME_MAX)
		       ? AUTH_MECH_PROVEN
		       : AUTH_MECH_WRONG;
}

const struct auth_mech auth_mech_external = {
	.name = "EXTERNAL",
	.step = step,
};
