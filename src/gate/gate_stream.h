/* SPDX-License-Identifier: MIT */
/*
 * A client's connection, in the clear or under TLS.
 *
 * Calls never block; they say what they wait for. Owns the socket, which itself
 * blocks, as session workers want it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "tls/tls_context.h"
#include "tls/tls_stream.h"

struct gate_stream {
	int fd;                 /* -1: none */
	struct tls_stream *tls; /* NULL: in the clear */
};

void gate_stream_init(struct gate_stream *s, int fd);
/* Closes. */
void gate_stream_release(struct gate_stream *s);
/* Moves the connection; `from` has none afterwards. */
void gate_stream_move(struct gate_stream *to, struct gate_stream *from);

/* false: no memory for it. */
bool gate_stream_begin_tls(struct gate_stream *s,
			   const struct tls_context *context);
enum tls_stream_step gate_stream_handshake(struct gate_stream *s);
enum tls_stream_step gate_stream_read(struct gate_stream *s, void *to,
				      size_t space, size_t *out_len);
enum tls_stream_step gate_stream_write(struct gate_stream *s, const void *from,
				       size_t len, size_t *out_len);
/* Bytes came that the socket will not announce (tls_stream_has_input). */
bool gate_stream_has_input(const struct gate_stream *s);
/* Nothing more is sent: close_notify under TLS, then the socket's FIN. */
void gate_stream_end(struct gate_stream *s);
