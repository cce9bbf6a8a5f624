/* SPDX-License-Identifier: MIT */
/*
 * The SASL exchange before login, the same in every protocol. Pure.
 *
 *   start ──▶ NEXT (send the challenge, wait for a line) ──▶ … ──▶ DONE
 *     │                   └──▶ BAD, CANCELLED                     │
 *     └──▶ DONE                      NEXT ◀── gate_sasl_relay ◀───┘
 *
 * PLAIN and LOGIN both come down to a message of PLAIN (RFC 4616: authzid NUL
 * authcid NUL password), which is what auth is asked with. Of all other
 * mechanisms each response goes to auth as it is, and so do auth's challenges
 * to the client.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

enum {
	GATE_SASL_LINE_MAX = 8192,
	GATE_SASL_MESSAGE_MAX = 6144,
};

enum gate_sasl_step {
	GATE_SASL_NEXT,
	GATE_SASL_DONE,
	GATE_SASL_BAD,       /* not base64, or not what the mechanism wants */
	GATE_SASL_CANCELLED, /* the client sent "*" */
};

enum gate_sasl_wait {
	GATE_SASL_WAIT_PLAIN,
	GATE_SASL_WAIT_USER,
	GATE_SASL_WAIT_PASSWORD,
	GATE_SASL_WAIT_RELAYED,
};

struct gate_sasl {
	enum gate_sasl_wait wait;
	const char *mech;      /* what auth is asked for */
	const char *challenge; /* base64, after NEXT */
	struct buf message;    /* secret; whole after DONE */
	bool has_message;      /* DONE: false for no initial response at all */
};

void gate_sasl_init(struct gate_sasl *sasl);
/* Wipes the message. */
void gate_sasl_release(struct gate_sasl *sasl);

/* name: of the config_mech table. initial: base64 as in RFC 4959 ("=" is the
 * empty one), ptr NULL if none. */
enum gate_sasl_step gate_sasl_start(struct gate_sasl *sasl, const char *name,
				    struct span initial);
/* A line of the client without its CRLF. */
enum gate_sasl_step gate_sasl_next(struct gate_sasl *sasl, struct span line);
/* auth has sent a challenge: the next line is the answer to it. */
void gate_sasl_relay(struct gate_sasl *sasl);

/* Makes the message from a name and a password as LOGIN has them. */
enum gate_sasl_step gate_sasl_compose(struct gate_sasl *sasl, struct span user,
				      struct span password);
/* Makes the message of APOP, which is auth's alone: timestamp NUL user NUL
 * digest. */
enum gate_sasl_step gate_sasl_apop(struct gate_sasl *sasl,
				   struct span timestamp, struct span user,
				   struct span digest);
/* The name in a whole message of PLAIN or APOP, for the log; else empty. */
struct span gate_sasl_user(const struct gate_sasl *sasl);
