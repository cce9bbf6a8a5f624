/* SPDX-License-Identifier: MIT */
#include "tls/tls_layer.h"

#include <fcntl.h>
#include <poll.h>

#include "base/clock.h"
#include "tls/tls_stream.h"

static short wants_of(enum tls_stream_step step)
{
	if (step == TLS_STREAM_WANT_READ)
		return POLLIN;
	return step == TLS_STREAM_WANT_WRITE ? POLLOUT : 0;
}

static ssize_t read_bytes(void *state, void *to, size_t space, short *wants)
{
	size_t got;
	enum tls_stream_step step = tls_stream_read(state, to, space, &got);

	if (step == TLS_STREAM_DONE)
		return (ssize_t)got;
	*wants = wants_of(step);
	return step == TLS_STREAM_EOF ? 0 : -1;
}

static ssize_t write_bytes(void *state, const void *from, size_t len,
			   short *wants)
{
	size_t put;
	enum tls_stream_step step = tls_stream_write(state, from, len, &put);

	if (step == TLS_STREAM_DONE)
		return (ssize_t)put;
	*wants = wants_of(step);
	return -1;
}

static bool has_input(void *state)
{
	return tls_stream_has_input(state);
}

static bool shake_hands(struct tls_layer *l, int fd, int timeout_ms,
			struct err *err)
{
	int64_t end = clock_mono_ms() + timeout_ms;

	for (;;) {
		enum tls_stream_step step = tls_stream_handshake(l->tls);
		struct pollfd wait = { .fd = fd, .events = wants_of(step) };
		int64_t left = end - clock_mono_ms();

		if (step == TLS_STREAM_DONE)
			return true;
		if (!wait.events)
			return err_set(err, ERR_GONE, "TLS handshake failed");
		if (left <= 0)
			return err_set(err, ERR_TEMP, "Timed out");
		/* Interrupted or not: the loop looks again. */
		(void)poll(&wait, 1, (int)left);
	}
}

bool tls_layer_begin(struct tls_layer *l, const struct tls_context *context,
		     struct stream *stream, struct err *err)
{
	int fd = stream->fd_in;

	*l = (struct tls_layer){ .tls = tls_stream_new(context, fd) };
	if (!l->tls)
		return err_set(err, ERR_TEMP, "No memory for TLS");
	if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
		return err_sys(err, "fcntl");
	if (!shake_hands(l, fd, stream->timeout_ms, err))
		return false;
	l->layer = (struct stream_layer){
		.state = l->tls,
		.read = read_bytes,
		.write = write_bytes,
		.has_input = has_input,
	};
	stream_set_layer(stream, &l->layer);
	return true;
}

void tls_layer_release(struct tls_layer *l)
{
	if (l->tls)
		tls_stream_end(l->tls);
	tls_stream_free(&l->tls);
}
