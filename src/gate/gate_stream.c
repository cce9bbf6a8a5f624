/* SPDX-License-Identifier: MIT */
#include "gate/gate_stream.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

void gate_stream_init(struct gate_stream *s, int fd)
{
	*s = (struct gate_stream){ .fd = fd };
}

void gate_stream_release(struct gate_stream *s)
{
	tls_stream_free(&s->tls);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

void gate_stream_move(struct gate_stream *to, struct gate_stream *from)
{
	*to = *from;
	gate_stream_init(from, -1);
}

bool gate_stream_begin_tls(struct gate_stream *s,
			   const struct tls_context *context)
{
	s->tls = tls_stream_new(context, s->fd);
	return s->tls != NULL;
}

enum tls_stream_step gate_stream_handshake(struct gate_stream *s)
{
	return tls_stream_handshake(s->tls);
}

static bool is_temporary(int error)
{
	return error == EAGAIN || error == EINTR;
}

enum tls_stream_step gate_stream_read(struct gate_stream *s, void *to,
				      size_t space, size_t *out_len)
{
	ssize_t n;

	if (s->tls)
		return tls_stream_read(s->tls, to, space, out_len);
	n = recv(s->fd, to, space, MSG_DONTWAIT);
	*out_len = n > 0 ? (size_t)n : 0;
	if (n > 0)
		return TLS_STREAM_DONE;
	if (n == 0)
		return TLS_STREAM_EOF;
	return is_temporary(errno) ? TLS_STREAM_WANT_READ : TLS_STREAM_FAILED;
}

enum tls_stream_step gate_stream_write(struct gate_stream *s, const void *from,
				       size_t len, size_t *out_len)
{
	ssize_t n;

	if (s->tls)
		return tls_stream_write(s->tls, from, len, out_len);
	n = send(s->fd, from, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	*out_len = n > 0 ? (size_t)n : 0;
	if (n >= 0)
		return TLS_STREAM_DONE;
	return is_temporary(errno) ? TLS_STREAM_WANT_WRITE : TLS_STREAM_FAILED;
}

bool gate_stream_has_input(const struct gate_stream *s)
{
	return s->tls && tls_stream_has_input(s->tls);
}

void gate_stream_end(struct gate_stream *s)
{
	if (s->tls)
		tls_stream_end(s->tls);
	shutdown(s->fd, SHUT_WR);
}
