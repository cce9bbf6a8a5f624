/* SPDX-License-Identifier: MIT */
/*
 * The server side of TLS: certificate, key and rules, loaded once.
 *
 * Everything that needs files is read by tls_context_new, so that afterwards
 * the process can give up its privileges and its view of the file system.
 * TLS 1.2 and newer, forward secrecy and authenticated ciphers only, no
 * renegotiation, no compression. An idle connection keeps no record buffers.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"

struct tls_context;

enum tls_context_clients {
	TLS_CONTEXT_ANONYMOUS, /* clients are not asked for a certificate */
	/* They are, and may have none, or one that is not trusted: then
	 * tls_client_name has no name. */
	TLS_CONTEXT_KNOWN,
	TLS_CONTEXT_CERTIFIED, /* no TLS without one that is trusted */
};

/* Paths of PEM files. */
struct tls_context_options {
	const char *cert; /* chain, leaf first */
	const char *key;
	enum tls_context_clients clients;
	/* What clients' certificates are signed by, but ANONYMOUS; if it has
	 * revocation lists, none is trusted without its issuer's. */
	const char *client_ca;
};

/* "no", "optional", "required"; anything else is "no". */
enum tls_context_clients tls_context_clients(const char *word);

/* ERR_CORRUPT if they can't be used or do not belong together. */
MUST_CHECK bool tls_context_new(const struct tls_context_options *options,
				struct tls_context **out, struct err *err);
void tls_context_free(struct tls_context **context);
