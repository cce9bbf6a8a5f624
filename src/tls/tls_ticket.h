/* SPDX-License-Identifier: MIT */
/*
 * Session tickets (RFC 5077, RFC 8446 4.6.1) that all processes of the server
 * can read. Their keys come from the key process, a new one for each period
 * that a ticket lives; it makes them of a secret that master keeps over HUP.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "tls/tls_keys.h"

struct tls_context;

enum {
	TLS_TICKET_SECRET = 32
};

/* The keys about that time. false: OpenSSL can't. */
MUST_CHECK bool tls_ticket_derive(const uint8_t secret[TLS_TICKET_SECRET],
				  uint32_t seconds, int64_t now,
				  struct tls_keys_tickets *out);
/* The context gives and takes tickets, through tls_door. Without it there are
 * none. */
void tls_ticket_serve(const struct tls_context *context);
