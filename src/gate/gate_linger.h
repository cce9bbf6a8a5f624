/* SPDX-License-Identifier: MIT */
/*
 * The last moments of a connection: what was said last must reach the client.
 *
 * A socket that is closed with bytes unread sends a reset, which can overtake
 * the last answer. So our direction is ended first, and the client's bytes are
 * dropped until it closes too, for two seconds at most.
 */
#pragma once

#include "gate/gate.h"
#include "gate/gate_stream.h"

/* Takes the connection, everything sent; the client counts as left after. */
void gate_linger_begin(struct gate *gate, struct gate_stream *stream);
