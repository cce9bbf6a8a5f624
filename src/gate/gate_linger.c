/* SPDX-License-Identifier: MIT */
#include "gate/gate_linger.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <sys/socket.h>

#include "base/x.h"

struct gate_linger {
	struct gate *gate;
	struct gate_stream stream;
	struct event readable;
	struct event timer;
};

static void finish(struct gate_linger *linger)
{
	struct gate *gate = linger->gate;

	event_del(&linger->readable);
	event_del(&linger->timer);
	gate_stream_release(&linger->stream);
	free(linger);
	gate_client_left(gate);
}

static void on_readable(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_linger *linger = ctx;

	(void)what;
	/* The raw socket: under TLS these bytes mean nothing any more. */
	if (recv(fd, linger->gate->scratch, GATE_PIECE, MSG_DONTWAIT) <= 0)
		finish(linger);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	finish(ctx);
}

void gate_linger_begin(struct gate *gate, struct gate_stream *stream)
{
	struct gate_linger *linger = x_calloc(1, sizeof(*linger));

	linger->gate = gate;
	gate_stream_move(&linger->stream, stream);
	gate_stream_end(&linger->stream);
	event_assign(&linger->readable, gate->base, linger->stream.fd,
		     EV_READ | EV_PERSIST, on_readable, linger);
	evtimer_assign(&linger->timer, gate->base, on_timer, linger);
	event_add(&linger->readable, NULL);
	event_add(&linger->timer, gate->linger_timeout);
}
