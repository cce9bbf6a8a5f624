/* SPDX-License-Identifier: MIT */
/*
 * A client that a session worker has, and its way back.
 *
 *   new ──▶ (master is asked) ──▶ begin ──▶ the session ends: over
 *    └──▶ free: it came to nothing   ├────▶ it is given back: `back` is called
 *                                    └────▶ it is parked: gate_park.h
 *
 * A client in the clear is the worker's alone meanwhile: gate has closed its
 * socket. One under TLS is carried by a relay, which ends here when the client
 * comes back. Nothing a worker says counts but for the client that it was
 * given: the stream must be the very one, and the input is worth no more than
 * what a client sends.
 */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "gate/gate.h"
#include "gate/gate_peer.h"
#include "gate/gate_stream.h"

/* What gate remembers of the client. */
struct gate_past {
	const struct gate_protocol *protocol;
	struct gate_peer peer;
	unsigned refusals;
	unsigned bad_commands;
	uint32_t session; /* master's number of the last one; 0: none yet */
};

/* The client again: who is called back owns all of it. More than
 * GATE_RELAY_REST_MAX was on the way where a buffer is `full`. */
struct gate_return {
	struct gate_stream stream;
	struct buf in;  /* secret: what the client sent, to be read first */
	size_t claimed; /* how much of it at the front only the worker says */
	struct buf out; /* what the session said and the client has not yet */
};

struct gate_away;
struct gate_rest;

/* Who takes a client that comes back. */
struct gate_away_ways {
	void (*back)(struct gate *gate, const struct gate_past *past,
		     struct gate_return *client);
	void (*park)(struct gate *gate, struct gate_rest *rest);
};

/* What a worker has put aside. */
struct gate_rest {
	struct gate_past past;
	struct gate_return client;
	struct span record; /* borrowed */
	uint32_t left_ms;
	bool packed;  /* the client unpacks what it is sent */
	bool changed; /* something already has since */
	const struct gate_away_ways *ways;
};

/* Makes the channel of a session and puts the stream into it, with what the
 * client sent behind its login, and the record of a session that goes on. The
 * stream stays the caller's. */
MUST_CHECK bool gate_away_new(struct gate *gate,
			      const struct gate_stream *stream,
			      struct span input, struct span record,
			      struct gate_away **out, struct err *err);
/* Before gate_away_begin only; the stream is the caller's again. */
void gate_away_free(struct gate_away **away);
/* The end of the channel that master gets a copy of. */
int gate_away_fd(const struct gate_away *away);
/* Master has it: takes the stream (and input, as above). */
void gate_away_begin(struct gate_away *away, struct gate_stream *stream,
		     struct span input, const struct gate_past *past,
		     const struct gate_away_ways *ways);
/* Something has changed for that session: when it is parked, it is woken at
 * once. */
void gate_away_changed(struct gate *gate, uint32_t session);
/* The server ends: clients in the clear are their workers' alone from here on.
 * After a reload they are not: their sessions may still be parked here. */
void gate_away_let_go(struct gate *gate);
