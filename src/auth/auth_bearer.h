/* SPDX-License-Identifier: MIT */
/* The client's message of OAUTHBEARER (RFC 7628 3.1) and of XOAUTH2, taken
 * apart. Pure. */
#pragma once

#include <stdbool.h>

#include "base/check.h"
#include "base/span.h"

struct auth_bearer {
	struct span user;  /* as sent; empty: whose the token is */
	struct span token; /* points into the message */
};

/* false: malformed. The user may have "=2C" and "=3D" in it. */
MUST_CHECK bool auth_bearer_read(struct span message, struct auth_bearer *out);
/* false: malformed. */
MUST_CHECK bool auth_bearer_read_x(struct span message,
				   struct auth_bearer *out);
