/* SPDX-License-Identifier: MIT */
/* What auth is told of a login: the AUTH line of the Dovecot auth protocol.
 * Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "tls/tls_binding.h"

/* A channel binding of the TLS connection. */
struct gate_binding {
	uint8_t bytes[TLS_BINDING_MAX];
	size_t len; /* 0: it has none of this type */
};

struct gate_question {
	const char *service;
	const char *session;
	const char *local_ip;
	const char *remote_ip;
	bool secured;
	const char *mech;
	struct span response;    /* the first; NULL-pointered: there is none */
	const char *certificate; /* the client's user by it; "": none */
	struct gate_binding bindings[TLS_BINDINGS];
};

/* With its LF. The response is secret. */
void gate_question_write(struct buf *line, uint32_t id,
			 const struct gate_question *question);
