/* SPDX-License-Identifier: MIT */
/* The certificate for the name that a client came for (RFC 6066 3). */
#pragma once

struct tls_context;

/* Once all sites are there; the context must not move. */
void tls_sni_serve(struct tls_context *context);
