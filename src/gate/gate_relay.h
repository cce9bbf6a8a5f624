/* SPDX-License-Identifier: MIT */
/*
 * Carries a logged-in TLS client's bytes to and from its session worker.
 *
 * One direction is stopped while its other end takes nothing (at most 64 KiB
 * lie here then). The end of one direction is passed on when its last byte
 * was, and the other direction goes on; when the worker has ended and all was
 * sent, the client's connection lingers and is closed. Or the relay is ended
 * with the client still there, and with it what lay on the way.
 */
#pragma once

#include "gate/gate.h"
#include "gate/gate_stream.h"

enum {
	/* Of what lies on the way in one direction when a relay is ended: the
	 * queue of a socket, a piece, and what a worker has read of it. */
	GATE_RELAY_REST_MAX = 1 << 20
};

struct gate_relay;

/* Takes both. input: what the client had sent behind its login. */
struct gate_relay *gate_relay_begin(struct gate *gate,
				    struct gate_stream *client, int worker_fd,
				    struct span input);
/* Calls over(ctx) when it ends by itself; NULL: nobody wants to know. */
void gate_relay_set_over(struct gate_relay *relay, void (*over)(void *ctx),
			 void *ctx);
/*
 * Ends the relay, whose worker reads and writes no more, and gives the client
 * back. far_end: the worker's end, in whose queue the client's bytes lie; it
 * stays the caller's. The buffers are made here: *in (secret) with `first` and
 * then all that the worker did not read, *out with all that the client did
 * not. One that is too small for it is marked full.
 */
void gate_relay_take(struct gate_relay *relay, int far_end, struct span first,
		     struct gate_stream *out_client, struct buf *in,
		     struct buf *out);
