/* SPDX-License-Identifier: MIT */
/*
 * A SASL mechanism, server side (RFC 4422), as a table entry. Pure: decoded
 * responses in, challenges or a name and password out.
 */
#pragma once

#include <stdbool.h>

#include "auth/auth_exchange.h"
#include "base/buf.h"

enum auth_mech_step {
	AUTH_MECH_CHALLENGE, /* send *challenge, step again with the response */
	AUTH_MECH_CHECK,     /* user and password are there */
	AUTH_MECH_BAD,       /* malformed */
};

struct auth_mech {
	const char *name;
	const char *properties; /* tab-separated, for the MECH line */
	/* response NULL-pointered: there is no initial response. */
	enum auth_mech_step (*step)(struct auth_exchange *x,
				    struct span response,
				    struct buf *challenge);
};

extern const struct auth_mech auth_mech_plain;
extern const struct auth_mech auth_mech_login;

/* Mechanism number `index` in the order they are offered; NULL at the end. */
const struct auth_mech *auth_mech_at(size_t index);
/* Case does not matter: Exim's public_name is the administrator's spelling. */
const struct auth_mech *auth_mech_find(struct span name);
