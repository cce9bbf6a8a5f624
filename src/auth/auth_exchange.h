/* SPDX-License-Identifier: MIT */
/* What one login attempt has said so far: names and password, wiped at the
 * end. Written by the mechanisms. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"
#include "base/span.h"

struct auth_mech;

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

void auth_exchange_init(struct auth_exchange *x, const struct auth_mech *mech);
void auth_exchange_release(struct auth_exchange *x);
/* Keeps a copy in *slot. false: empty, with a NUL, or longer than max. */
MUST_CHECK bool auth_exchange_keep(char **slot, struct span text, size_t max);
