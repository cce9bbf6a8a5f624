/* SPDX-License-Identifier: MIT */
/* A client before its login, for gate_conn and gate_conn_login. */
#pragma once

#include <event2/event_struct.h>

#include "gate/gate_attempt.h"
#include "gate/gate_io.h"
#include "gate/gate_peer.h"

struct gate_away;

enum conn_state {
	CONN_HANDSHAKE,
	CONN_TALK,
	CONN_STARTTLS, /* the answer to it is being sent */
	CONN_AUTH,     /* auth is being asked */
	CONN_LOGIN,    /* auth said yes; answers before it are being sent */
	CONN_HANDOFF,  /* master is being asked */
	CONN_END,      /* last words are being sent */
};

struct gate_conn {
	struct gate_conn *next;
	struct gate_conn **back;
	struct gate *gate;
	struct gate_io io;
	enum conn_state state;
	bool greeted;
	struct gate_talk talk;
	struct event timer;
	struct gate_peer peer;
	unsigned network; /* GATE_INSIDE or 0 */
	uint32_t visitor; /* its place (visitors.h) */
	struct gate_attempt attempt;
	struct gate_away *away; /* during a hand-over */
	/* Of a client that came back: what only the worker says it sent. */
	size_t claimed;
	unsigned withheld; /* GATE_CERTIFIED until that was taken */
};
