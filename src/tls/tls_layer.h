/* SPDX-License-Identifier: MIT */
/*
 * TLS under a blocking stream (io/stream.h): the handshake, then all that the
 * stream reads and writes.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "io/stream.h"

struct tls_context;
struct tls_stream;

struct tls_layer {
	struct stream_layer layer; /* points at the struct: it must not move */
	struct tls_stream *tls;
};

/* As the server, within the stream's time-out. Output must be flushed; input
 * that came before is dropped. ERR_GONE, ERR_TEMP: the handshake failed and the
 * stream is of no more use. Released after use in any case. */
MUST_CHECK bool tls_layer_begin(struct tls_layer *l,
				const struct tls_context *context,
				struct stream *stream, struct err *err);
/* Tells the peer that nothing more comes. Before the stream is released. */
void tls_layer_release(struct tls_layer *l);
