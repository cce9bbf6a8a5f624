/* SPDX-License-Identifier: MIT */
/* New limits of an account, for who has a grant (auth_grants.h): the source
 * that knows the user writes them. */
#pragma once

#include "auth/auth_question.h"
#include "auth/auth_server.h"

enum auth_limits_result {
	AUTH_LIMITS_SET,
	AUTH_LIMITS_DENIED, /* no such grant */
	AUTH_LIMITS_CANNOT, /* that source can't: `why` says it */
	AUTH_LIMITS_TEMP,
};

typedef void auth_limits_told(void *arg, enum auth_limits_result result,
			      const char *why);

/* Answered exactly once, maybe at once. When it is set nothing older is
 * answered any more. */
void auth_limits_set(struct auth_server *server,
		     const struct auth_question *question,
		     auth_limits_told *told, void *arg);
