/* SPDX-License-Identifier: MIT */
/*
 * What the parts of a gate process share: the loop, the ways to auth and
 * master, the rules, and how many clients there are.
 *
 * A client is counted from accept to close, whichever part holds it:
 *   gate_conn (before login) ──▶ gate_away (logged in) ──▶ back or gone
 *                                 │ └▶ gate_relay (TLS) ──▶ gate_linger
 *                                 └▶ gate_park (no worker) ──▶ gate_away
 */
#pragma once

#include <stdbool.h>

#include "gate/gate_protocol.h"

struct event_base;
struct gate_auth;
struct gate_away;
struct gate_conn;
struct gate_handoff;
struct gate_parked;
struct tls_context;
struct timeval;
struct visitors;

enum {
	GATE_PIECE = 65536, /* what a relay moves at once */
	GATE_LOGIN_READ = 4096,
	GATE_PARKED_CHAINS = 4096,
};

struct gate {
	struct event_base *base;
	const struct tls_context *tls;
	struct gate_auth *auth;
	struct gate_handoff *handoff;
	struct gate_policy policy;
	unsigned clients_max;
	unsigned clients;
	unsigned address_max; /* of one address before login */
	bool stopping;
	bool ending;               /* and so do the sessions */
	struct gate_conn *conns;   /* list of those before login */
	struct visitors *visitors; /* what master sees of them */
	struct gate_away *aways;   /* list of those that workers have */
	/* chains of those that no worker has, by session */
	struct gate_parked *parked[GATE_PARKED_CHAINS];
	/* libevent's common time-outs: one queue for all timers of a length */
	const struct timeval *login_timeout;
	const struct timeval *relay_timeout;
	const struct timeval *linger_timeout;
	char *scratch; /* GATE_PIECE bytes, used within one callback */
};

void gate_init(struct gate *gate, struct event_base *base,
	       unsigned login_seconds);
void gate_release(struct gate *gate);

void gate_client_came(struct gate *gate);
/* Ends the loop when it was the last one of a gate that is stopping. */
void gate_client_left(struct gate *gate);
