/* SPDX-License-Identifier: MIT */
/*
 * The login of a connection: asks auth and master by gate_attempt, and makes of
 * what they answer the connection's next state and what its client is told.
 *
 * Nothing here goes on with the connection, or ends it: gate_conn does, when a
 * function has returned. None fails: what goes wrong is a refusal.
 */
#pragma once

#include "gate/gate_attempt.h"

struct gate_conn;

/* The client has sent a whole login: TALK ──▶ AUTH. */
void gate_conn_login_begin(struct gate_conn *conn);
/* It has answered auth's challenge: TALK ──▶ AUTH. What it answers to the last
 * one, which says that auth was right too, does not matter: ──▶ LOGIN. */
void gate_conn_login_go_on(struct gate_conn *conn);
/* It has given up the exchange. Not with master: there is nothing it could
 * have. */
void gate_conn_login_give_up(struct gate_conn *conn);
/* All that was said before is sent: LOGIN ──▶ HANDOFF. */
void gate_conn_login_hand_over(struct gate_conn *conn);
/* The attempt has come to that, any step but HANDED_OVER: ──▶ LOGIN, TALK, or
 * END for one refusal too many. */
void gate_conn_login_answered(struct gate_conn *conn,
			      enum gate_attempt_step step,
			      enum gate_refusal why);
/* HANDOFF has come to nothing: the client is ours again. */
void gate_conn_login_take_back(struct gate_conn *conn);
