/* SPDX-License-Identifier: MIT */
/*
 * Each direction is a flow: source ──▶ (rest) ──▶ sink. A piece is read into
 * the process's scratch buffer and written at once; only what the sink did not
 * take is kept, in the flow's rest, and the source is not read until the rest
 * is gone. So a quiet session holds no buffer.
 *
 * After every event both flows' state decides anew what is waited for, in
 * watch(). Under TLS a read may have to wait until the socket is writable and
 * the other way round, so the last step of each is remembered.
 */
#include "gate/gate_relay.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/x.h"
#include "gate/gate_linger.h"
#include "gate/gate_secret.h"

enum flow_state {
	FLOW_OPEN,  /* the source may bring more */
	FLOW_EOF,   /* no more comes; the rest is still to be written */
	FLOW_ENDED, /* all was written, the sink has been told */
};

struct flow {
	enum flow_state state;
	struct buf rest;
	size_t rest_at;
	enum tls_stream_step
		client_step; /* the last one on the client's side */
};

struct gate_relay {
	struct gate *gate;
	struct gate_stream client;
	int worker;
	bool client_dead; /* nothing can be sent to it any more */
	struct flow up;   /* client to worker */
	struct flow down; /* worker to client */
	struct event client_readable;
	struct event client_writable;
	struct event worker_readable;
	struct event worker_writable;
	struct event timer;
	void (*over)(void *ctx);
	void *over_ctx;
};

/* ---- flows ---- */

static struct span rest_of(const struct flow *flow)
{
	return span_from(buf_span(&flow->rest), flow->rest_at);
}

static void keep_rest(struct flow *flow, struct span rest)
{
	if (rest.len == 0)
		return;
	buf_init(&flow->rest, rest.len > GATE_PIECE ? rest.len : GATE_PIECE);
	buf_add(&flow->rest, rest);
	flow->rest_at = 0;
}

static void drop_rest(struct flow *flow)
{
	buf_release(&flow->rest);
	flow->rest_at = 0;
}

static void end_flow(struct flow *flow)
{
	drop_rest(flow);
	flow->state = FLOW_ENDED;
}

/* As much as goes now; how many bytes went. */
static size_t write_worker(struct gate_relay *relay, struct span bytes)
{
	size_t done = 0;

	while (done < bytes.len) {
		ssize_t n = send(relay->worker, bytes.ptr + done,
				 bytes.len - done, MSG_NOSIGNAL);

		if (n > 0) {
			done += (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			break;
		} else if (n == 0 || errno != EINTR) {
			end_flow(&relay->up); /* it reads no more */
			return bytes.len;
		}
	}
	return done;
}

static size_t write_client(struct gate_relay *relay, struct span bytes)
{
	size_t done = 0;

	while (done < bytes.len && !relay->client_dead) {
		size_t n;

		relay->down.client_step = gate_stream_write(
			&relay->client, bytes.ptr + done, bytes.len - done, &n);
		done += n;
		if (relay->down.client_step == TLS_STREAM_FAILED)
			relay->client_dead = true;
		else if (relay->down.client_step != TLS_STREAM_DONE)
			break;
	}
	return relay->client_dead ? bytes.len : done;
}

/* Writes what lies in the flow; true if nothing is left of it. */
static bool write_rest(struct gate_relay *relay, struct flow *flow,
		       size_t (*write_sink)(struct gate_relay *, struct span))
{
	struct span rest = rest_of(flow);
	size_t done;

	if (rest.len == 0)
		return true;
	done = write_sink(relay, rest);
	if (flow->state == FLOW_ENDED)
		return true;
	flow->rest_at += done;
	if (done < rest.len)
		return false;
	drop_rest(flow);
	return true;
}

/* Up to a piece from the client: TLS gives a record at a time. The socket
 * announces what it has not read yet. */
static size_t read_client(struct gate_relay *relay)
{
	size_t len = 0;
	size_t n;

	do {
		relay->up.client_step = gate_stream_read(
			&relay->client, relay->gate->scratch + len,
			GATE_PIECE - len, &n);
		len += n;
	} while (relay->up.client_step == TLS_STREAM_DONE && len < GATE_PIECE &&
		 gate_stream_has_input(&relay->client));
	if (relay->up.client_step == TLS_STREAM_FAILED)
		relay->client_dead = true;
	if (relay->up.client_step == TLS_STREAM_FAILED ||
	    relay->up.client_step == TLS_STREAM_EOF)
		relay->up.state = FLOW_EOF;
	return len;
}

static void pump_up(struct gate_relay *relay)
{
	struct flow *up = &relay->up;
	struct span piece;

	if (up->state == FLOW_ENDED || !write_rest(relay, up, write_worker))
		return;
	if (up->state == FLOW_OPEN) {
		piece = span_make(relay->gate->scratch, read_client(relay));
		piece = span_from(piece, write_worker(relay, piece));
		if (up->state != FLOW_ENDED)
			keep_rest(up, piece);
	}
	if (up->state == FLOW_EOF && rest_of(up).len == 0) {
		shutdown(relay->worker, SHUT_WR);
		end_flow(up);
	}
}

static void read_worker(struct gate_relay *relay)
{
	ssize_t n = recv(relay->worker, relay->gate->scratch, GATE_PIECE, 0);
	struct span piece;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		relay->down.state = FLOW_EOF;
		return;
	}
	piece = span_make(relay->gate->scratch, (size_t)n);
	keep_rest(&relay->down, span_from(piece, write_client(relay, piece)));
}

static void pump_down(struct gate_relay *relay)
{
	struct flow *down = &relay->down;

	if (!write_rest(relay, down, write_client))
		return;
	if (down->state == FLOW_OPEN)
		read_worker(relay);
	if (down->state == FLOW_EOF && rest_of(down).len == 0)
		end_flow(down);
}

/* ---- life ---- */

static void stop_events(struct gate_relay *relay)
{
	event_del(&relay->client_readable);
	event_del(&relay->client_writable);
	event_del(&relay->worker_readable);
	event_del(&relay->worker_writable);
	event_del(&relay->timer);
}

static void finish(struct gate_relay *relay)
{
	struct gate *gate = relay->gate;

	stop_events(relay);
	drop_rest(&relay->up);
	drop_rest(&relay->down);
	close(relay->worker);
	if (relay->over)
		relay->over(relay->over_ctx);
	if (relay->client_dead) {
		gate_stream_release(&relay->client);
		gate_client_left(gate);
	} else {
		gate_linger_begin(gate, &relay->client);
	}
	free(relay);
}

static void want(struct event *event, bool wanted)
{
	bool pending = event_pending(event, EV_READ | EV_WRITE, NULL);

	if (wanted && !pending)
		event_add(event, NULL);
	else if (!wanted && pending)
		event_del(event);
}

static void watch(struct gate_relay *relay)
{
	const struct flow *up = &relay->up;
	const struct flow *down = &relay->down;
	bool reading = up->state == FLOW_OPEN && rest_of(up).len == 0;
	bool writing = rest_of(down).len > 0;
	bool read_turned = up->client_step == TLS_STREAM_WANT_WRITE;
	bool write_turned = down->client_step == TLS_STREAM_WANT_READ;

	want(&relay->client_readable,
	     (reading && !read_turned) || (writing && write_turned));
	want(&relay->client_writable,
	     (writing && !write_turned) || (reading && read_turned));
	want(&relay->worker_readable, down->state == FLOW_OPEN && !writing);
	want(&relay->worker_writable, rest_of(up).len > 0);
	/* Reading stopped only because a piece was full: the socket may not
	 * announce what TLS holds already. */
	if (reading && up->client_step == TLS_STREAM_DONE &&
	    gate_stream_has_input(&relay->client))
		event_active(&relay->client_readable, EV_READ, 0);
	/* Whoever still has both sides may be silent; else every step of
	 * progress gives it the full time again. */
	if (up->state != FLOW_OPEN || down->state != FLOW_OPEN)
		event_add(&relay->timer, relay->gate->relay_timeout);
}

/* Both ends of the relay are done, or there is nobody to carry bytes for. */
static bool is_over(const struct gate_relay *relay)
{
	return relay->down.state == FLOW_ENDED ||
	       (relay->client_dead && relay->up.state == FLOW_ENDED);
}

static void on_event(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_relay *relay = ctx;
	bool of_client = fd == relay->client.fd;

	(void)what;
	if (of_client || rest_of(&relay->up).len > 0)
		pump_up(relay);
	if (!of_client || rest_of(&relay->down).len > 0)
		pump_down(relay);
	if (relay->client_dead && relay->up.state == FLOW_OPEN) {
		relay->up.state = FLOW_EOF;
		pump_up(relay);
	}
	if (is_over(relay))
		finish(relay);
	else
		watch(relay);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_relay *relay = ctx;

	(void)fd;
	(void)what;
	relay->client_dead = true;
	finish(relay);
}

struct gate_relay *gate_relay_begin(struct gate *gate,
				    struct gate_stream *client, int worker_fd,
				    struct span input)
{
	struct gate_relay *relay = x_calloc(1, sizeof(*relay));

	relay->gate = gate;
	relay->worker = worker_fd;
	gate_stream_move(&relay->client, client);
	keep_rest(&relay->up, input);
	event_assign(&relay->client_readable, gate->base, relay->client.fd,
		     EV_READ | EV_PERSIST, on_event, relay);
	event_assign(&relay->client_writable, gate->base, relay->client.fd,
		     EV_WRITE | EV_PERSIST, on_event, relay);
	event_assign(&relay->worker_readable, gate->base, worker_fd,
		     EV_READ | EV_PERSIST, on_event, relay);
	event_assign(&relay->worker_writable, gate->base, worker_fd,
		     EV_WRITE | EV_PERSIST, on_event, relay);
	evtimer_assign(&relay->timer, gate->base, on_timer, relay);
	watch(relay);
	return relay;
}

void gate_relay_set_over(struct gate_relay *relay, void (*over)(void *ctx),
			 void *ctx)
{
	relay->over = over;
	relay->over_ctx = ctx;
}

/* ---- the end with the client still there ---- */

/* All that the worker's end has; only we send to it, so it gets no more. */
static void drain_up(struct gate_relay *relay, int far_end, struct span first,
		     struct buf *in)
{
	struct span rest = rest_of(&relay->up);
	size_t need = first.len + rest.len + 1;
	int queued = 0;

	(void)ioctl(far_end, FIONREAD, &queued);
	need += (size_t)queued;
	gate_secret_init(in, need < GATE_RELAY_REST_MAX ? need
							: GATE_RELAY_REST_MAX);
	buf_add(in, first);
	while (queued > 0) {
		ssize_t n = recv(far_end, relay->gate->scratch, GATE_PIECE,
				 MSG_DONTWAIT);

		if (n <= 0)
			break;
		queued -= (int)n;
		buf_add(in, span_make(relay->gate->scratch, (size_t)n));
	}
	buf_add(in, rest);
}

static void drain_down(struct gate_relay *relay, struct buf *out)
{
	ssize_t n;

	buf_init(out, GATE_RELAY_REST_MAX);
	buf_add(out, rest_of(&relay->down));
	while (!out->full && (n = recv(relay->worker, relay->gate->scratch,
				       GATE_PIECE, 0)) > 0)
		buf_add(out, span_make(relay->gate->scratch, (size_t)n));
}

void gate_relay_take(struct gate_relay *relay, int far_end, struct span first,
		     struct gate_stream *out_client, struct buf *in,
		     struct buf *out)
{
	stop_events(relay);
	drain_up(relay, far_end, first, in);
	drain_down(relay, out);
	/* Passwords may have been among it. */
	explicit_bzero(relay->gate->scratch, GATE_PIECE);
	gate_stream_move(out_client, &relay->client);
	drop_rest(&relay->up);
	drop_rest(&relay->down);
	close(relay->worker);
	free(relay);
}
