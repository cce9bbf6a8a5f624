/* SPDX-License-Identifier: MIT */
/*
 * What a worker gives back is compared with what it was given by the socket's
 * cookie, a number that the kernel gives no other socket. So what lies in the
 * queue of a relay's far end was put there by that relay, and counts as the
 * client's own; only the input in the frame is the worker's word.
 */
#include "gate/gate_away.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/x.h"
#include "gate/gate_relay.h"
#include "gate/gate_secret.h"
#include "io/fd.h"
#include "proc/handover.h"

struct gate_away {
	struct gate_away *next; /* in gate->aways, from gate_away_begin on */
	struct gate_away **back;
	struct gate *gate;
	struct gate_past past;
	const struct gate_away_ways *ways;
	int channel;
	int channel_far; /* for master; -1 afterwards */
	int relay_fd;    /* our end of the relay's pair, until it begins */
	bool brought;    /* the input went along with the stream */
	bool changed;    /* something has for its session */
	uint64_t cookie; /* of the stream that the worker has */
	struct gate_relay *relay; /* NULL: the worker has the socket itself */
	struct event readable;
};

/* ---- before ---- */

static uint64_t cookie_of(int fd)
{
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);

	(void)getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size);
	return cookie;
}

static bool put_into_channel(struct gate_away *away, int stream_fd,
			     struct span input, struct span record,
			     struct err *err)
{
	const struct handover_message message = {
		.kind = HANDOVER_TO_WORKER,
		.input = input,
		.record = record,
	};

	away->cookie = cookie_of(stream_fd);
	return handover_send(away->channel, &message, stream_fd, err);
}

/* A worker that is there before the relay shall find the input. Too much for a
 * frame is brought by the relay. */
static bool put_pair(struct gate_away *away, struct span input,
		     struct span record, struct err *err)
{
	int pair[2];
	bool put;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_sys(err, "socketpair");
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	away->relay_fd = pair[0];
	away->brought = input.len <= HANDOVER_INPUT_MAX;
	put = put_into_channel(away, pair[1], away->brought ? input : SPAN(""),
			       record, err);
	close(pair[1]);
	return put;
}

bool gate_away_new(struct gate *gate, const struct gate_stream *stream,
		   struct span input, struct span record,
		   struct gate_away **out, struct err *err)
{
	struct gate_away *away;
	int ends[2];

	if (!handover_open(ends, err))
		return false;
	away = x_calloc(1, sizeof(*away));
	away->gate = gate;
	away->channel = ends[0];
	away->channel_far = ends[1];
	away->relay_fd = -1;
	*out = away;
	/* Too much input for a frame goes through a relay as well. */
	if (stream->tls || input.len > HANDOVER_INPUT_MAX
		    ? put_pair(away, input, record, err)
		    : put_into_channel(away, stream->fd, input, record, err))
		return true;
	gate_away_free(out);
	return false;
}

void gate_away_free(struct gate_away **away)
{
	if (!*away)
		return;
	fd_close(&(*away)->channel);
	fd_close(&(*away)->channel_far);
	fd_close(&(*away)->relay_fd);
	free(*away);
	*away = NULL;
}

int gate_away_fd(const struct gate_away *away)
{
	return away->channel_far;
}

/* ---- away ---- */

static void forget(struct gate_away *away)
{
	event_del(&away->readable);
	*away->back = away->next;
	if (away->next)
		away->next->back = away->back;
	gate_away_free(&away);
}

/* The relay has ended first. */
static void on_relay_over(void *ctx)
{
	forget(ctx);
}

/* There is no way back any more. A relay goes on by itself. */
static void let_go(struct gate_away *away)
{
	struct gate *gate = away->gate;
	bool in_clear = !away->relay;

	if (away->relay)
		gate_relay_set_over(away->relay, NULL, NULL);
	forget(away);
	if (in_clear)
		gate_client_left(gate);
}

/* ---- back ---- */

static void take_clear(int fd, struct span input, struct gate_return *client)
{
	const struct linger at_once = { .l_onoff = 0 };

	gate_secret_init(&client->in, input.len + 1);
	buf_add(&client->in, input);
	buf_init(&client->out, GATE_RELAY_REST_MAX);
	/* Else the last close could wait for the client. */
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	gate_stream_init(&client->stream, fd);
}

/* Takes the fd. */
static void come_back(struct gate_away *away, int fd,
		      const struct handover_message *message)
{
	struct gate_rest rest = {
		.past = away->past,
		.client = { .claimed = message->input.len },
		.record = message->record,
		.left_ms = message->left_ms,
		.packed = message->packed,
		.changed = away->changed,
		.ways = away->ways,
	};
	struct gate_return *client = &rest.client;
	struct gate *gate = away->gate;

	if (away->relay) {
		gate_relay_take(away->relay, fd, message->input,
				&client->stream, &client->in, &client->out);
		close(fd);
	} else {
		take_clear(fd, message->input, client);
	}
	forget(away);
	if (message->kind == HANDOVER_PARK)
		rest.ways->park(gate, &rest);
	else
		rest.ways->back(gate, &rest.past, client);
}

static enum fdpass_result receive(const struct gate_away *away,
				  struct handover *frame,
				  struct handover_message *message, int *fd,
				  struct err *err)
{
	enum fdpass_result result =
		handover_receive(away->channel, frame, message, fd, err);

	if (result != FDPASS_OK)
		return result;
	if (message->kind == HANDOVER_TO_WORKER)
		err_set(err, ERR_DENIED, "no worker's frame");
	else if (cookie_of(*fd) != away->cookie)
		err_set(err, ERR_DENIED, "not the stream that it was given");
	else
		return FDPASS_OK;
	close(*fd);
	return FDPASS_BAD;
}

/* false: the worker has said nothing. */
static bool hear(struct gate_away *away)
{
	static struct handover frame;
	struct handover_message message;
	enum fdpass_result result;
	struct err err;
	int fd;

	result = receive(away, &frame, &message, &fd, &err);
	if (result == FDPASS_AGAIN)
		return false;
	if (result == FDPASS_BAD)
		log_err(LOG_LEVEL_ERROR, "handover", &err, "session=%s",
			away->past.peer.session);
	if (result == FDPASS_OK) {
		come_back(away, fd, &message);
		explicit_bzero(frame.bytes,
			       message.record.len + message.input.len);
	} else {
		let_go(away);
	}
	return true;
}

static void on_channel(evutil_socket_t channel, short what, void *ctx)
{
	(void)channel;
	(void)what;
	(void)hear(ctx);
}

void gate_away_begin(struct gate_away *away, struct gate_stream *stream,
		     struct span input, const struct gate_past *past,
		     const struct gate_away_ways *ways)
{
	struct gate *gate = away->gate;

	away->past = *past;
	away->ways = ways;
	fd_close(&away->channel_far);
	away->next = gate->aways;
	away->back = &gate->aways;
	if (away->next)
		away->next->back = &away->next;
	gate->aways = away;
	event_assign(&away->readable, gate->base, away->channel,
		     EV_READ | EV_PERSIST, on_channel, away);
	event_add(&away->readable, NULL);
	if (away->relay_fd < 0) {
		gate_stream_release(stream);
		return;
	}
	away->relay = gate_relay_begin(gate, stream, away->relay_fd,
				       away->brought ? SPAN("") : input);
	gate_relay_set_over(away->relay, on_relay_over, away);
	away->relay_fd = -1;
}

void gate_away_let_go(struct gate *gate)
{
	struct gate_away *away = gate->aways;

	while (away) {
		struct gate_away *next = away->next;

		/* What lies in its channel may be the client already. */
		if (!away->relay && !hear(away))
			let_go(away);
		away = next;
	}
}

void gate_away_changed(struct gate *gate, uint32_t session)
{
	for (struct gate_away *away = gate->aways; away; away = away->next)
		if (away->past.session == session)
			away->changed = true;
}
