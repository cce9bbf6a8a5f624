/* SPDX-License-Identifier: MIT */
/*
 * What the key process answers. The asker may have been taken over: it gets
 * certificates, ticket keys of about now, and signatures of handshakes.
 */
#pragma once

#include <stdbool.h>

#include "tls/tls_identity.h"
#include "tls/tls_keys.h"
#include "tls/tls_ticket.h"

struct tls_answers {
	struct tls_identities identities;
	uint8_t ticket_secret[TLS_TICKET_SECRET];
	uint32_t ticket_seconds; /* 0: no tickets */
};

/* Is what was received one, size bytes with its head? */
bool tls_answer_is_request(const struct tls_keys_request *request, size_t size);
/* Fills the head and what belongs to it; good is 0 for anything that is not to
 * be had. */
void tls_answer(const struct tls_answers *answers,
		const struct tls_keys_request *request,
		struct tls_keys_answer *out);
