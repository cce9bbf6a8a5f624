/* SPDX-License-Identifier: MIT */
/* What a TLS connection has that no other has, so that a login can be bound to
 * it (channel bindings of RFC 5929 and RFC 9266). After the handshake. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct tls_stream;

enum tls_binding {
	TLS_BINDING_END_POINT, /* tls-server-end-point */
	TLS_BINDING_UNIQUE,    /* tls-unique: TLS 1.2 only */
	TLS_BINDING_EXPORTER,  /* tls-exporter */
	TLS_BINDINGS
};

enum {
	TLS_BINDING_MAX = 64
};

/* How many bytes were written; 0: this connection has none of that type, or
 * none that is safe (TLS 1.2 without the extended master secret). */
size_t tls_binding_get(const struct tls_stream *s, enum tls_binding type,
		       uint8_t out[TLS_BINDING_MAX]);
