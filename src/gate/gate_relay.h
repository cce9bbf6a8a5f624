/* SPDX-License-Identifier: MIT */
/*
 * Carries a logged-in TLS client's bytes to and from its session worker.
 *
 * One direction is stopped while its other end takes nothing (at most 64 KiB
 * lie here then). The end of one direction is passed on when its last byte
 * was, and the other direction goes on; when the worker has ended and all was
 * sent, the client's connection lingers and is closed.
 */
#pragma once

#include "gate/gate.h"
#include "gate/gate_stream.h"

/* Takes both. input: what the client had sent behind its login. */
void gate_relay_begin(struct gate *gate, struct gate_stream *client,
		      int worker_fd, struct span input);
