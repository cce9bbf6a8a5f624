/* SPDX-License-Identifier: MIT */
/*
 * Logins that a gate was told OK for, until master asks whose they were (WHO).
 *
 * Each is told once, to who knows the connection's cookie and for the service
 * that it was for (else a gate in wrong hands could enter by a service that is
 * closed to the user), within a minute. At most AUTH_LOGINS_MAX are kept; the
 * oldest go first.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "account/account.h"

enum {
	AUTH_LOGINS_MAX = 4096,
	AUTH_LOGIN_MS = 60000
};

struct auth_login {
	uint32_t cuid;
	uint32_t id;
	char cookie[33];
	char service[16];
	char master[256]; /* who logged in as the user, or "" */
};

struct auth_logins;

struct auth_logins *auth_logins_new(void);
void auth_logins_free(struct auth_logins **logins);
void auth_logins_add(struct auth_logins *logins, const struct auth_login *login,
		     const struct account *account, int64_t now_ms);
/* false: no such login, a wrong cookie or another service. login's master is
 * not looked at. */
MUST_CHECK bool auth_logins_take(struct auth_logins *logins,
				 const struct auth_login *login, int64_t now_ms,
				 struct account *out, char out_master[256]);
