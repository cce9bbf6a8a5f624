/* SPDX-License-Identifier: MIT */
/* Asks an introspection endpoint what a token is worth (RFC 7662). Blocks; may
 * be used by several threads at once. */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

struct auth_introspect {
	const char *url;
	const char *client_id; /* "": none */
	const char *client_secret;
	const char *ca;   /* file; "": the system's */
	unsigned seconds; /* for all of it */
};

/* Once, before there are threads. */
void auth_introspect_init(void);
/* Appends the endpoint's answer, JSON. ERR_TEMP: there was none. */
MUST_CHECK bool auth_introspect_ask(const struct auth_introspect *endpoint,
				    const char *token, struct buf *out,
				    struct err *err);
