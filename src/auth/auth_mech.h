/* SPDX-License-Identifier: MIT */
/*
 * A SASL mechanism, server side (RFC 4422), as a table entry. Pure: decoded
 * responses in, challenges or a name and password out.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/check.h"

enum {
	AUTH_NAME_MAX = 255,
	AUTH_PASSWORD_MAX = 4096
};

/* One login attempt; the strings are owned and wiped on release. */
struct auth_exchange {
	const struct auth_mech *mech;
	unsigned round;  /* challenges sent */
	char *authorize; /* the identity asked for; NULL: the user's own */
	char *user;      /* as the client spelled it */
	char *password;
};

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

void auth_exchange_init(struct auth_exchange *x, const struct auth_mech *mech);
void auth_exchange_release(struct auth_exchange *x);
/* Keeps a copy in *slot. false: empty, with a NUL, or longer than max. */
MUST_CHECK bool auth_exchange_keep(char **slot, struct span text, size_t max);
