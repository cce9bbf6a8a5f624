/* SPDX-License-Identifier: MIT */
/*
 * What fumikura-submit and its clients say to each other on a unix stream
 * socket, one message for each connection.
 *
 *   server  "+\n" when it is this client's turn
 *   client  struct submit_wire_head together with the fd of the message, a
 *           plain file; then the envelope of head.bytes
 *   server  "2 text\n" taken, "3 text\n" taken by an MTA that sends no notices,
 *           "4 text\n" not now, "5 text\n" never
 *
 * A client that gives up closes before it has sent; so nothing is sent that
 * nobody waits for. The envelope is the sender with RET, ENVID and BY, and each
 * recipient with NOTIFY and ORCPT, NUL behind each of these. Pure.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"
#include "submit/submit_envelope.h"

enum {
	SUBMIT_WIRE_MAGIC = 0x46734d32,
	SUBMIT_WIRE_ENVELOPE_MAX = 1 << 20,
	SUBMIT_WIRE_ANSWER_MAX = 256,
	/* So much longer than the MTA may take is waited for the answer. */
	SUBMIT_WIRE_GRACE_SECONDS = 15
};

struct submit_wire_head {
	uint32_t magic;
	uint32_t bytes;
};

/* ERR_SYNTAX: it is not sound; ERR_LIMIT. */
MUST_CHECK bool submit_wire_write(const struct submit_envelope *envelope,
				  struct buf *out, struct err *err);
/* At most max recipients, into the array; all texts end in NUL and point into
 * bytes. ERR_SYNTAX; ERR_DENIED: not sound; ERR_LIMIT: more recipients. */
MUST_CHECK bool submit_wire_read(struct span bytes,
				 struct submit_recipient *recipients,
				 size_t max, struct submit_envelope *out,
				 struct err *err);

/* Is it known that the message can never be sent? ERR_DENIED: the MTA says so,
 * or an address; ERR_LIMIT: it is larger than we take. */
bool submit_wire_is_final(const struct err *err);
/* The answer's line: err NULL is taken, as `taken` says. */
void submit_wire_answer(enum submit_taken taken, const struct err *err,
			struct buf *out);
/* What a line without its LF says: true, or ERR_TEMP, ERR_DENIED. */
MUST_CHECK bool submit_wire_judge(struct span line, enum submit_taken *out,
				  struct err *err);
