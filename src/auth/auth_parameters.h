/* SPDX-License-Identifier: MIT */
/* The parameters of AUTH, into a request; for auth_protocol.c. */
#pragma once

#include "auth/auth_protocol.h"

/* line: what follows the mechanism. *out_response: what is behind resp=, which
 * must be the last, still in base64; ptr NULL: there is none. ERR_SYNTAX,
 * ERR_LIMIT. */
MUST_CHECK bool auth_parameters_read(const struct auth_protocol *p,
				     struct span line, struct auth_request *r,
				     struct span *out_response,
				     struct err *err);
