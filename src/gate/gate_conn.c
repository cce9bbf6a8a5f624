/* SPDX-License-Identifier: MIT */
/*
 * What happens next is decided in one place, proceed(): answers are sent
 * first, and a client that does not take them is not read from.
 */
#include "gate/gate_conn.h"

#include <event2/event.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/network.h"
#include "base/x.h"
#include "gate/gate_away.h"
#include "gate/gate_conn_login.h"
#include "gate/gate_conn_priv.h"
#include "gate/gate_linger.h"
#include "gate/gate_park.h"
#include "proc/visitors.h"
#include "stats/stats.h"

enum {
	/* Commands that a client sent at once; then others have their turn. */
	STEPS_AT_ONCE = 64
};

static void proceed(struct gate_conn *conn);
static void come_back(struct gate *gate, const struct gate_past *past,
		      struct gate_return *client);

/* ---- what is seen of it ---- */

static void come_into_sight(struct gate_conn *conn)
{
	struct visitor who = { .begin_us = clock_now_us(),
			       .step = VISITOR_GREETED };

	snprintf(who.session, sizeof(who.session), "%s", conn->peer.session);
	snprintf(who.service, sizeof(who.service), "%s",
		 conn->talk.protocol->service);
	snprintf(who.remote_ip, sizeof(who.remote_ip), "%s",
		 conn->peer.remote_ip);
	snprintf(who.local_ip, sizeof(who.local_ip), "%s", conn->peer.local_ip);
	conn->visitor = visitors_come(conn->gate->visitors, &who);
}

static void show(const struct gate_conn *conn)
{
	static const enum visitor_step steps[] = {
		[CONN_HANDSHAKE] = VISITOR_HANDSHAKE,
		[CONN_TALK] = VISITOR_GREETED,
		[CONN_STARTTLS] = VISITOR_HANDSHAKE,
		[CONN_AUTH] = VISITOR_LOGIN,
		[CONN_LOGIN] = VISITOR_LOGIN,
		[CONN_HANDOFF] = VISITOR_LOGIN,
		[CONN_END] = VISITOR_GREETED,
	};

	visitors_show(conn->gate->visitors, conn->visitor, steps[conn->state],
		      conn->io.stream.tls && conn->state != CONN_HANDSHAKE);
}

/* ---- life ---- */

/* The client's stream was closed or has a new owner. */
static void free_conn(struct gate_conn *conn)
{
	bool free_to_go = gate_attempt_cancel(&conn->attempt);

	ASSERT(free_to_go);
	*conn->back = conn->next;
	if (conn->next)
		conn->next->back = conn->back;
	visitors_go(conn->gate->visitors, conn->visitor);
	gate_talk_release(&conn->talk);
	gate_io_release(&conn->io);
	gate_away_free(&conn->away);
	free(conn);
}

static void stop_events(struct gate_conn *conn)
{
	gate_io_stop(&conn->io);
	event_del(&conn->timer);
}

static void drop(struct gate_conn *conn)
{
	struct gate *gate = conn->gate;

	stop_events(conn);
	gate_stream_release(&conn->io.stream);
	free_conn(conn);
	gate_client_left(gate);
}

static void linger(struct gate_conn *conn)
{
	stop_events(conn);
	gate_linger_begin(conn->gate, &conn->io.stream);
	free_conn(conn);
}

static void say_farewell(struct gate_conn *conn, enum gate_farewell why)
{
	conn->talk.protocol->farewell(&conn->talk, why, &conn->io.out);
	conn->state = CONN_END;
}

/* ---- login ---- */

/* The worker has the client now. */
static void leave(struct gate_conn *conn)
{
	const struct gate_past past = {
		.protocol = conn->talk.protocol,
		.peer = conn->peer,
		.refusals = conn->talk.refusals,
		.bad_commands = conn->talk.bad_commands,
		.session = conn->attempt.login.session,
	};
	static const struct gate_away_ways ways = { .back = come_back,
						    .park = gate_park_begin };
	struct gate *gate = conn->gate;

	stop_events(conn);
	gate_away_begin(conn->away, &conn->io.stream, gate_io_unread(&conn->io),
			&past, &ways);
	conn->away = NULL;
	free_conn(conn);
	if (gate->ending)
		gate_away_let_go(gate);
}

static void on_attempt(struct gate_attempt *attempt,
		       enum gate_attempt_step step, enum gate_refusal why)
{
	struct gate_conn *conn =
		(void *)((char *)attempt - offsetof(struct gate_conn, attempt));

	if (step == GATE_ATTEMPT_HANDED_OVER) {
		leave(conn);
		return;
	}
	gate_conn_login_answered(conn, step, why);
	if (conn->gate->stopping && conn->state == CONN_TALK)
		say_farewell(conn, GATE_FAREWELL_SHUTDOWN);
	proceed(conn);
}

/* ---- bytes ---- */

/* What is said depends on how the client is connected. */
static void begin_talk(struct gate_conn *conn,
		       const struct gate_protocol *protocol)
{
	const struct gate_policy *policy = &conn->gate->policy;
	const struct tls_stream *tls = conn->io.stream.tls;
	unsigned refusals = conn->talk.refusals;
	unsigned bad_commands = conn->talk.bad_commands;
	unsigned security = conn->network;

	if (tls)
		security |= gate_peer_secured(&conn->peer, tls,
					      policy->certificate_user);
	gate_talk_init(&conn->talk, protocol, policy, security);
	conn->talk.refusals = refusals;
	conn->talk.bad_commands = bad_commands;
	conn->talk.nonce = conn->peer.session;
}

/* With a client's certificate there is nothing that must be proven, so it does
 * not count for a command that a worker may have made up. */
static void weigh_certificate(struct gate_conn *conn)
{
	if (conn->claimed || conn->talk.command.len || conn->talk.in_sasl)
		return;
	conn->talk.security |= conn->withheld;
	conn->withheld = 0;
}

/* Takes from the front of what was read. */
static enum gate_step feed(struct gate_conn *conn)
{
	struct span input = gate_io_unread(&conn->io);
	size_t before = input.len;
	enum gate_step step;
	size_t taken;

	weigh_certificate(conn);
	step = conn->talk.protocol->feed(&conn->talk, &input, &conn->io.out);
	taken = before - input.len;
	conn->claimed -= taken < conn->claimed ? taken : conn->claimed;
	gate_io_took(&conn->io, input.len);
	return step;
}

/* One step of the talk with what was read. */
static void talk(struct gate_conn *conn)
{
	enum gate_step step = feed(conn);

	switch (step) {
	case GATE_STEP_MORE:
	case GATE_STEP_NEXT:
		break;
	case GATE_STEP_STARTTLS:
		/* What came in the clear must not count under TLS. */
		gate_io_forget(&conn->io);
		conn->claimed = 0;
		conn->state = CONN_STARTTLS;
		break;
	case GATE_STEP_LOGIN:
		gate_conn_login_begin(conn);
		break;
	case GATE_STEP_ANSWER:
		gate_conn_login_go_on(conn);
		break;
	case GATE_STEP_CANCEL:
		gate_conn_login_give_up(conn);
		break;
	case GATE_STEP_END:
		conn->state = CONN_END;
		break;
	}
}

/* false: it waits, or the client is gone. */
static bool is_ready(struct gate_conn *conn, enum gate_io_step step)
{
	if (step == GATE_IO_GONE)
		drop(conn);
	return step == GATE_IO_READY;
}

static bool read_some(struct gate_conn *conn)
{
	return is_ready(conn, gate_io_read(&conn->io));
}

/* false: it goes on later, or the connection is gone. */
static bool shake_hands(struct gate_conn *conn)
{
	enum tls_stream_step step = gate_stream_handshake(&conn->io.stream);

	if (step == TLS_STREAM_EOF || step == TLS_STREAM_FAILED) {
		stats_add(STATS_gate_tls_failed, 1);
		drop(conn);
		return false;
	}
	if (step != TLS_STREAM_DONE) {
		gate_io_wait(&conn->io, step);
		return false;
	}
	begin_talk(conn, conn->talk.protocol);
	stats_add(STATS_gate_tls_handshakes, 1);
	if (!conn->greeted || conn->talk.protocol->greets_again)
		conn->talk.protocol->greet(&conn->talk, &conn->io.out);
	conn->greeted = true;
	conn->state = CONN_TALK;
	return true;
}

static bool begin_tls(struct gate_conn *conn)
{
	gate_talk_release(&conn->talk);
	conn->state = CONN_HANDSHAKE;
	if (gate_stream_begin_tls(&conn->io.stream, conn->gate->tls))
		return true;
	drop(conn);
	return false;
}

/* One step after all answers were sent; false: it waits, or is gone. */
static bool take_step(struct gate_conn *conn)
{
	show(conn);
	switch (conn->state) {
	case CONN_HANDSHAKE:
		return shake_hands(conn);
	case CONN_STARTTLS:
		return begin_tls(conn);
	case CONN_TALK:
		if (conn->io.in.len) {
			talk(conn);
			return true;
		}
		if (gate_io_has_input(&conn->io))
			return read_some(conn);
		gate_io_wait(&conn->io, TLS_STREAM_WANT_READ);
		return false;
	case CONN_LOGIN:
		gate_conn_login_hand_over(conn);
		return true;
	case CONN_AUTH:
	case CONN_HANDOFF:
		return false;
	case CONN_END:
		linger(conn);
		return false;
	}
	return false;
}

static void proceed(struct gate_conn *conn)
{
	unsigned steps = 0;

	while (is_ready(conn, gate_io_send(&conn->io)) && take_step(conn)) {
		if (++steps < STEPS_AT_ONCE)
			continue;
		event_active(&conn->io.readable, EV_READ, 0);
		return;
	}
}

static void on_event(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_conn *conn = ctx;

	(void)fd;
	if (conn->state == CONN_AUTH || conn->state == CONN_LOGIN ||
	    conn->state == CONN_HANDOFF) {
		/* Not read before the login is decided. */
		if (what & EV_READ)
			event_del(&conn->io.readable);
	} else if (conn->state == CONN_TALK && conn->io.out.len == 0 &&
		   conn->io.in.len == 0 && !read_some(conn)) {
		return;
	}
	proceed(conn);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_conn *conn = ctx;

	(void)fd;
	(void)what;
	if (conn->state == CONN_HANDSHAKE || conn->state == CONN_END ||
	    !gate_attempt_cancel(&conn->attempt)) {
		drop(conn);
		return;
	}
	event_add(&conn->timer, conn->gate->linger_timeout);
	say_farewell(conn, GATE_FAREWELL_TIMEOUT);
	proceed(conn);
}

/* ---- coming and going ---- */

/* Takes the stream. */
static struct gate_conn *new_conn(struct gate *gate, struct gate_stream *stream,
				  const struct gate_protocol *protocol,
				  const struct gate_peer *peer)
{
	struct gate_conn *conn = x_calloc(1, sizeof(*conn));

	conn->gate = gate;
	conn->attempt.gate = gate;
	conn->attempt.peer = &conn->peer;
	conn->attempt.talk = &conn->talk;
	conn->attempt.step = on_attempt;
	gate_io_init(&conn->io, gate->base, stream->fd, on_event, conn);
	gate_stream_move(&conn->io.stream, stream);
	conn->peer = *peer;
	if (network_list_has(span_of(gate->policy.plaintext_networks),
			     span_of(conn->peer.remote_ip)))
		conn->network = GATE_INSIDE;
	begin_talk(conn, protocol);
	come_into_sight(conn);
	evtimer_assign(&conn->timer, gate->base, on_timer, conn);
	event_add(&conn->timer, gate->login_timeout);
	conn->next = gate->conns;
	conn->back = &gate->conns;
	if (conn->next)
		conn->next->back = &conn->next;
	gate->conns = conn;
	return conn;
}

/* Are there more of its address than may be before login? A unix socket's have
 * none. */
static bool is_crowded(const struct gate_conn *conn)
{
	const struct gate *gate = conn->gate;
	const char *address = conn->peer.remote_ip;
	unsigned count = 0;

	for (const struct gate_conn *other = gate->conns;
	     *address && other && count <= gate->address_max;
	     other = other->next)
		count += strcmp(other->peer.remote_ip, address) == 0;
	return count > gate->address_max;
}

void gate_conn_open(struct gate *gate, int fd,
		    const struct gate_protocol *protocol,
		    enum gate_conn_start start)
{
	struct gate_stream stream;
	struct gate_conn *conn;
	struct gate_peer peer;

	gate_stream_init(&stream, fd);
	gate_peer_init(&peer, fd);
	conn = new_conn(gate, &stream, protocol, &peer);
	gate_client_came(gate);
	if (is_crowded(conn)) {
		stats_add(STATS_gate_refused, 1);
		if (start == GATE_CONN_TLS) {
			drop(conn);
			return;
		}
		say_farewell(conn, GATE_FAREWELL_FULL);
	} else if (start == GATE_CONN_TLS) {
		conn->state = CONN_STARTTLS;
	} else {
		conn->state = CONN_TALK;
		conn->greeted = true;
		conn->talk.protocol->greet(&conn->talk, &conn->io.out);
	}
	proceed(conn);
}

/* A worker gave the client back: as after a greeting, but what it has failed
 * at counts still. */
static void come_back(struct gate *gate, const struct gate_past *past,
		      struct gate_return *client)
{
	bool too_much = client->in.full || client->out.full;
	struct gate_conn *conn =
		new_conn(gate, &client->stream, past->protocol, &past->peer);

	gate_io_resume(&conn->io, &client->in, &client->out);
	conn->attempt.left = past->session;
	conn->talk.refusals = past->refusals;
	conn->talk.bad_commands = past->bad_commands;
	conn->claimed = client->claimed;
	conn->withheld = conn->talk.security & GATE_CERTIFIED;
	conn->talk.security &= ~conn->withheld;
	conn->greeted = true;
	conn->state = CONN_TALK;
	if (too_much) {
		log_event(LOG_LEVEL_WARN, "handover", "session=%s reason=size",
			  conn->peer.session);
		drop(conn);
		return;
	}
	if (gate->stopping)
		say_farewell(conn, GATE_FAREWELL_SHUTDOWN);
	else if (is_crowded(conn))
		say_farewell(conn, GATE_FAREWELL_FULL);
	proceed(conn);
}

static void end_conn(struct gate_conn *conn)
{
	if (conn->state == CONN_END || !gate_attempt_cancel(&conn->attempt))
		return;
	if (conn->state == CONN_HANDSHAKE || conn->state == CONN_STARTTLS) {
		drop(conn);
		return;
	}
	if (conn->state == CONN_HANDOFF)
		gate_conn_login_take_back(conn);
	say_farewell(conn, GATE_FAREWELL_SHUTDOWN);
	proceed(conn);
}

void gate_conn_end_all(struct gate *gate)
{
	struct gate_conn *conn = gate->conns;

	while (conn) {
		struct gate_conn *next = conn->next;

		end_conn(conn);
		conn = next;
	}
}
