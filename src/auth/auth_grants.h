/* SPDX-License-Identifier: MIT */
/*
 * What sessions of master users may change: each has a secret that only auth
 * and the session's worker keep, good for the one account that the session is
 * about, until master says that it has ended.
 *
 * At most AUTH_GRANTS_MAX are kept; the oldest go first.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "proc/control.h"

enum {
	AUTH_GRANTS_MAX = 1024
};

struct auth_grants;

struct auth_grants *auth_grants_new(void);
void auth_grants_free(struct auth_grants **grants);
/* id: master's number of the session. Writes the secret to out. */
void auth_grants_add(struct auth_grants *grants, uint32_t id, const char *user,
		     const char *master, char out[CONTROL_GRANT_SIZE]);
void auth_grants_end(struct auth_grants *grants, uint32_t id);
/* The master user whom it lets change that user; NULL: nobody. Valid until the
 * next call. */
const char *auth_grants_master(const struct auth_grants *grants,
			       const char *user, struct span secret);
