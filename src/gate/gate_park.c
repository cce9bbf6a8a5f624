/* SPDX-License-Identifier: MIT */
#include "gate/gate_park.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <string.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"
#include "gate/gate_handoff.h"
#include "gate/gate_io.h"
#include "gate/gate_linger.h"
#include "gate/gate_secret.h"
#include "proc/handover.h"
#include "stats/stats.h"

enum state {
	RESTING,
	WAKING, /* master is asked */
	ENDING, /* its last words are sent */
};

struct gate_parked {
	struct gate_parked *next; /* in the gate's table */
	struct gate_parked **back_link;
	struct gate *gate;
	enum state state;
	struct gate_past past;
	const struct gate_away_ways *ways;
	struct gate_io io;
	size_t claimed;
	struct buf record;
	bool packed; /* it unpacks what it is sent */
	bool due;    /* to be woken as soon as all was sent */
	struct event timer;
	struct gate_away *away; /* WAKING */
	struct gate_login login;
};

static void proceed(struct gate_parked *parked);

static void unlink_parked(struct gate_parked *parked)
{
	*parked->back_link = parked->next;
	if (parked->next)
		parked->next->back_link = parked->back_link;
}

/* The stream has a new owner. */
static void free_parked(struct gate_parked *parked)
{
	unlink_parked(parked);
	gate_io_stop(&parked->io);
	event_del(&parked->timer);
	gate_io_release(&parked->io);
	gate_away_free(&parked->away);
	buf_release(&parked->record);
	free(parked);
}

/* ---- the end ---- */

/* A block of DEFLATE that has the bytes as they are (RFC 1951, 3.2.4); what the
 * worker packed ends with a whole byte. */
static void add_stored(struct span words, struct buf *out)
{
	const unsigned char head[] = { 0, words.len & 0xff, words.len >> 8,
				       ~words.len & 0xff,
				       ~words.len >> 8 & 0xff };

	buf_add(out, span_make((const char *)head, sizeof(head)));
	buf_add(out, words);
}

static void end(struct gate_parked *parked, enum gate_farewell why)
{
	struct gate_talk talk;
	auto_buf struct buf words;

	buf_init(&words, GATE_REPLY_MAX);
	gate_talk_init(&talk, parked->past.protocol, &parked->gate->policy,
		       GATE_CLEAR);
	parked->past.protocol->farewell(&talk, why, &words);
	gate_talk_release(&talk);
	if (!parked->io.out.ptr)
		buf_init(&parked->io.out, 2 * GATE_REPLY_MAX);
	if (parked->packed)
		add_stored(buf_span(&words), &parked->io.out);
	else
		buf_add(&parked->io.out, buf_span(&words));
	parked->state = ENDING;
	event_add(&parked->timer, parked->gate->linger_timeout);
	proceed(parked);
}

static void leave(struct gate_parked *parked)
{
	struct gate_stream stream;
	struct gate *gate = parked->gate;

	gate_stream_move(&stream, &parked->io.stream);
	free_parked(parked);
	gate_linger_begin(gate, &stream);
}

/* ---- waking ---- */

static void retry_later(struct gate_parked *parked)
{
	static const struct timeval second = { .tv_sec = 1 };

	gate_away_free(&parked->away);
	/* There may be nobody any more to ask again. */
	if (parked->gate->ending) {
		end(parked, GATE_FAREWELL_SHUTDOWN);
		return;
	}
	parked->state = RESTING;
	parked->due = false;
	event_add(&parked->timer, &second);
}

static struct gate_parked *of_login(const struct gate_login *login)
{
	/* Ours, and only lent out as const. */
	union {
		const struct gate_login *given;
		char *bytes;
	} at = { .given = login };

	return (void *)(at.bytes - offsetof(struct gate_parked, login));
}

static void fill_login(const struct gate_login *login, struct control_login *to)
{
	const struct gate_parked *parked = of_login(login);

	to->parked = parked->past.session;
	snprintf(to->session, sizeof(to->session), "%s",
		 parked->past.peer.session);
}

static void on_login_done(struct gate_login *login, enum control_result result)
{
	struct gate_parked *parked = of_login(login);
	struct gate *gate = parked->gate;

	if (result == CONTROL_TEMP) {
		retry_later(parked);
		return;
	}
	if (result != CONTROL_OK) {
		gate_away_free(&parked->away);
		end(parked, GATE_FAREWELL_GONE);
		return;
	}
	gate_io_stop(&parked->io);
	gate_away_begin(parked->away, &parked->io.stream,
			gate_io_unread(&parked->io), &parked->past,
			parked->ways);
	parked->away = NULL;
	free_parked(parked);
	if (gate->ending)
		gate_away_let_go(gate);
}

static void wake(struct gate_parked *parked)
{
	struct gate *gate = parked->gate;
	struct err err;

	event_del(&parked->timer);
	event_del(&parked->io.readable);
	if (!gate_away_new(gate, &parked->io.stream,
			   gate_io_unread(&parked->io),
			   buf_span(&parked->record), &parked->away, &err)) {
		log_err(LOG_LEVEL_ERROR, "wake", &err, "session=%s",
			parked->past.peer.session);
		retry_later(parked);
		return;
	}
	parked->state = WAKING;
	parked->login.fd = gate_away_fd(parked->away);
	parked->login.fill = fill_login;
	parked->login.done = on_login_done;
	gate_handoff_submit(gate->handoff, &parked->login);
}

/* Under TLS what it says goes with it: a worker that is faster than the relay
 * would find nothing to do and park again. And TLS has words of its own, which
 * wake nobody. */
static bool says_something(struct gate_parked *parked)
{
	return !parked->io.stream.tls || parked->io.in.len ||
	       gate_io_read(&parked->io) != GATE_IO_WAITING;
}

static bool is_due(struct gate_parked *parked)
{
	return parked->due || parked->io.in.len > parked->claimed ||
	       (gate_io_has_input(&parked->io) && says_something(parked));
}

static void proceed(struct gate_parked *parked)
{
	enum gate_io_step sent;

	if (parked->state == WAKING)
		return;
	sent = gate_io_send(&parked->io);
	if (sent == GATE_IO_WAITING)
		return;
	if (parked->state == ENDING)
		leave(parked);
	/* A worker finds out as well that it has gone. */
	else if (sent == GATE_IO_GONE || is_due(parked))
		wake(parked);
	else
		event_add(&parked->io.readable, NULL);
}

static void on_event(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_parked *parked = ctx;

	(void)fd;
	if ((what & EV_READ) && parked->state == RESTING && !parked->due)
		parked->due = says_something(parked);
	proceed(parked);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
	struct gate_parked *parked = ctx;

	(void)fd;
	(void)what;
	if (parked->state == ENDING) {
		leave(parked);
		return;
	}
	parked->due = true;
	proceed(parked);
}

/* ---- coming ---- */

static struct gate_parked **chain_of(struct gate *gate, uint32_t session)
{
	return &gate->parked[session % GATE_PARKED_CHAINS];
}

static struct gate_parked *new_parked(struct gate *gate, struct gate_rest *rest)
{
	struct gate_parked *parked = x_calloc(1, sizeof(*parked));
	struct gate_return *client = &rest->client;

	parked->gate = gate;
	parked->past = rest->past;
	parked->ways = rest->ways;
	parked->claimed = client->claimed;
	parked->packed = rest->packed;
	parked->due = rest->changed;
	gate_io_init(&parked->io, gate->base, client->stream.fd, on_event,
		     parked);
	gate_stream_move(&parked->io.stream, &client->stream);
	gate_io_resume(&parked->io, &client->in, &client->out);
	buf_init(&parked->record, rest->record.len);
	buf_add(&parked->record, rest->record);
	evtimer_assign(&parked->timer, gate->base, on_timer, parked);
	parked->back_link = chain_of(gate, rest->past.session);
	parked->next = *parked->back_link;
	if (parked->next)
		parked->next->back_link = &parked->next;
	*parked->back_link = parked;
	return parked;
}

void gate_park_begin(struct gate *gate, struct gate_rest *rest)
{
	const struct timeval left = { .tv_sec = rest->left_ms / 1000,
				      .tv_usec = rest->left_ms % 1000 * 1000 };
	bool too_much = rest->client.in.full || rest->client.out.full;
	struct gate_parked *parked = new_parked(gate, rest);

	stats_add(STATS_gate_parks, 1);
	if (too_much || gate->ending) {
		end(parked, GATE_FAREWELL_SHUTDOWN);
		return;
	}
	event_add(&parked->timer, &left);
	proceed(parked);
}

bool gate_park_wake(struct gate *gate, uint32_t session)
{
	struct gate_parked *parked = *chain_of(gate, session);

	while (parked && parked->past.session != session)
		parked = parked->next;
	if (!parked)
		return false;
	parked->due = true;
	if (parked->state == RESTING)
		proceed(parked);
	return true;
}

void gate_park_end_all(struct gate *gate)
{
	for (size_t i = 0; i < GATE_PARKED_CHAINS; i++) {
		struct gate_parked *parked = gate->parked[i];

		while (parked) {
			struct gate_parked *next = parked->next;

			if (parked->state == RESTING)
				end(parked, GATE_FAREWELL_SHUTDOWN);
			parked = next;
		}
	}
}
