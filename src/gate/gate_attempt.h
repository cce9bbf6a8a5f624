/* SPDX-License-Identifier: MIT */
/*
 * One attempt to log in: auth is asked, then master is given the stream.
 *
 *   begin ──▶ AUTHENTICATED ── hand_over ──▶ HANDED_OVER
 *     ├──▶ CHALLENGED ── go_on ──▶ …             └──▶ REFUSED
 *     └──▶ REFUSED
 *
 * `step` is called from the loop, never from within begin or hand_over. Each
 * outcome is logged here.
 */
#pragma once

#include "base/check.h"
#include "gate/gate.h"
#include "gate/gate_auth.h"
#include "gate/gate_handoff.h"
#include "gate/gate_peer.h"

enum gate_attempt_step {
	GATE_ATTEMPT_AUTHENTICATED,
	GATE_ATTEMPT_CHALLENGED, /* the client has to answer it */
	GATE_ATTEMPT_HANDED_OVER,
	GATE_ATTEMPT_REFUSED,
};

struct gate_attempt {
	/* set by the owner, who also keeps what they point to */
	struct gate *gate;
	const struct gate_peer *peer;
	const struct gate_talk *talk;
	const struct tls_stream *tls; /* NULL: in the clear */
	uint32_t left; /* the session that the client has left, or 0 */
	void (*step)(struct gate_attempt *attempt, enum gate_attempt_step step,
		     enum gate_refusal why);
	/* its own */
	struct gate_auth_request auth;
	struct gate_login login;
	uint32_t auth_peer;
	uint32_t auth_request;
	char cookie[33];
	bool authenticated; /* after go_on it will be */
	char user[256];     /* who logs in, for the log */
	char mech[24];      /* how, for the log */
	/* CHALLENGED: in base64, valid during the step. */
	struct span challenge;
};

/* Asks auth with talk->sasl. false: it can't be asked now (logged). */
MUST_CHECK bool gate_attempt_begin(struct gate_attempt *attempt);
/* After CHALLENGED, with the answer in talk->sasl. false as for begin. */
MUST_CHECK bool gate_attempt_go_on(struct gate_attempt *attempt);
/* After AUTHENTICATED, with the session's channel: it stays the caller's and
 * open until the step. */
void gate_attempt_hand_over(struct gate_attempt *attempt, int fd);
/* false: master has it, the step must be waited for. */
bool gate_attempt_cancel(struct gate_attempt *attempt);
