/* SPDX-License-Identifier: MIT */
/*
 * One client from accept to login.
 *
 *   [HANDSHAKE] ──▶ TALK ──▶ AUTH ──▶ HANDOFF ──▶ gone: the client's socket is
 *        ▲            │  ◀─ refused ─┘   │        the worker's, or a relay's
 *        └─ STARTTLS ─┘                  └─ refused ──▶ TALK
 *
 * Wherever it ends otherwise, what was said last is sent and lingers.
 */
#pragma once

#include "gate/gate.h"

enum gate_conn_start {
	GATE_CONN_CLEAR,
	GATE_CONN_TLS, /* the handshake comes first */
};

/* Takes the accepted, non-blocking socket. */
void gate_conn_open(struct gate *gate, int fd,
		    const struct gate_protocol *protocol,
		    enum gate_conn_start start);
/* Ends all that have not yet logged in; those that master has are kept. */
void gate_conn_end_all(struct gate *gate);
