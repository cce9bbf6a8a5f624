/* SPDX-License-Identifier: MIT */
/*
 * One TLS connection over a non-blocking socket.
 *
 * Every call does what it can now and says what it waits for; the owner's
 * event loop waits for the fd and calls again. The fd stays the caller's. A
 * stream that answered TLS_STREAM_FAILED can only be freed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct tls_context;
struct tls_stream;

enum tls_stream_step {
	TLS_STREAM_DONE,
	TLS_STREAM_WANT_READ,  /* call again when the fd is readable */
	TLS_STREAM_WANT_WRITE, /* call again when the fd is writable */
	TLS_STREAM_EOF,        /* the peer has ended its direction */
	TLS_STREAM_FAILED,
};

/* NULL only when memory for the session could not be had. */
struct tls_stream *tls_stream_new(const struct tls_context *context, int fd);
void tls_stream_free(struct tls_stream **stream);

enum tls_stream_step tls_stream_handshake(struct tls_stream *s);
/* DONE: 1..space bytes in *out_len. */
enum tls_stream_step tls_stream_read(struct tls_stream *s, void *to,
				     size_t space, size_t *out_len);
/* DONE: 1..len bytes were taken. After WANT_* the next write must begin with
 * the same bytes (from any address). len > 0. */
enum tls_stream_step tls_stream_write(struct tls_stream *s, const void *from,
				      size_t len, size_t *out_len);
/* Something came that the fd will not announce any more. It may be part of a
 * record only: then a read wants more; or the end. */
bool tls_stream_has_input(const struct tls_stream *s);
/* Tells the peer that nothing more comes; does not wait. */
void tls_stream_end(struct tls_stream *s);
/* "TLSv1.3", for the log. */
const char *tls_stream_version(const struct tls_stream *s);
/* "TLS_AES_256_GCM_SHA384", for the log. */
const char *tls_stream_cipher(const struct tls_stream *s);
