/* SPDX-License-Identifier: MIT */
/*
 * The SASL exchange before login, the same in every protocol. Pure.
 *
 *   start ──▶ NEXT (send the challenge, wait for a line) ──▶ … ──▶ DONE
 *                        └──▶ BAD, CANCELLED
 *
 * Whatever the mechanism, the outcome is a PLAIN message (RFC 4616: authzid
 * NUL authcid NUL password), which is what auth is asked with.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

enum {
	GATE_SASL_LINE_MAX = 8192,
	GATE_SASL_MESSAGE_MAX = 3072,
};

enum gate_sasl_step {
	GATE_SASL_NEXT,
	GATE_SASL_DONE,
	GATE_SASL_BAD,       /* not base64, or not what the mechanism wants */
	GATE_SASL_CANCELLED, /* the client sent "*" */
	GATE_SASL_UNKNOWN,   /* no such mechanism */
};

enum gate_sasl_wait {
	GATE_SASL_WAIT_PLAIN,
	GATE_SASL_WAIT_USER,
	GATE_SASL_WAIT_PASSWORD,
};

struct gate_sasl {
	enum gate_sasl_wait wait;
	const char *challenge; /* base64, after NEXT */
	struct buf message;    /* secret; whole after DONE */
};

void gate_sasl_init(struct gate_sasl *sasl);
/* Wipes the message. */
void gate_sasl_release(struct gate_sasl *sasl);

/* initial: base64 as in RFC 4959 ("=" is the empty one), ptr NULL if none. */
enum gate_sasl_step gate_sasl_start(struct gate_sasl *sasl, struct span name,
				    struct span initial);
/* A line of the client without its CRLF. */
enum gate_sasl_step gate_sasl_next(struct gate_sasl *sasl, struct span line);

/* Makes the message from a name and a password as LOGIN has them. */
enum gate_sasl_step gate_sasl_compose(struct gate_sasl *sasl, struct span user,
				      struct span password);
/* The authcid of a whole message, for the log. */
struct span gate_sasl_user(const struct gate_sasl *sasl);
