/* SPDX-License-Identifier: MIT */
/*
 * The server side of TLS: certificate, key and rules, loaded once.
 *
 * Everything that needs files is read by tls_context_new, so that afterwards
 * the process can give up its privileges and its view of the file system.
 * What is spoken: tls_policy.h; no renegotiation, no compression, no early
 * data. An idle connection keeps no record buffers.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"

struct config;
struct tls_context;
struct tls_identities;

enum tls_context_clients {
	TLS_CONTEXT_ANONYMOUS, /* clients are not asked for a certificate */
	/* They are, and may have none, or one that is not trusted: then
	 * tls_client_name has no name. */
	TLS_CONTEXT_KNOWN,
	TLS_CONTEXT_CERTIFIED, /* no TLS without one that is trusted */
};

/* "no", "optional", "required"; anything else is "no". */
enum tls_context_clients tls_context_clients(const char *word);

/*
 * By the policy and, unless clients are ANONYMOUS, with the file that the
 * configuration names: what clients' certificates are signed by; if it has
 * revocation lists, none is trusted without its issuer's. The identities may be
 * released afterwards. ERR_CORRUPT if anything can't be used.
 */
MUST_CHECK bool tls_context_new(const struct config *config,
				const struct tls_identities *identities,
				enum tls_context_clients clients,
				struct tls_context **out, struct err *err);
void tls_context_free(struct tls_context **context);
