/* SPDX-License-Identifier: MIT */
/*
 * What fumikura-submit and its clients say to each other on a unix stream
 * socket, one message for each connection.
 *
 *   server  "+\n" when it is this client's turn
 *   client  struct submit_wire_head together with the fd of the message, a
 *           plain file; then the envelope of head.bytes
 *   server  "2 text\n" taken, "4 text\n" not now, "5 text\n" never
 *
 * A client that gives up closes before it has sent; so nothing is sent that
 * nobody waits for. The envelope is the sender and each recipient, NUL behind
 * each. Pure.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

enum {
	SUBMIT_WIRE_MAGIC = 0x46734d31,
	SUBMIT_WIRE_PATH_MAX = 1000,
	SUBMIT_WIRE_ENVELOPE_MAX = 1 << 20,
	SUBMIT_WIRE_ANSWER_MAX = 256,
	/* So much longer than the MTA may take is waited for the answer. */
	SUBMIT_WIRE_GRACE_SECONDS = 15
};

struct submit_wire_head {
	uint32_t magic;
	uint32_t bytes;
};

/* Can it be given to an MTA? No control characters; space, comma, semicolon
 * and angle brackets only in quotes. */
bool submit_wire_is_address(struct span address);
/* ERR_SYNTAX: an address that is none; ERR_LIMIT. */
MUST_CHECK bool submit_wire_write(struct span sender,
				  const struct span *recipient, size_t count,
				  struct buf *out, struct err *err);
/* At most max recipients, into the array; they end in NUL and point into
 * envelope. ERR_SYNTAX; ERR_DENIED: an address that is none; ERR_LIMIT: more
 * recipients. */
MUST_CHECK bool submit_wire_read(struct span envelope, struct span *out_sender,
				 struct span *out_recipient, size_t max,
				 size_t *out_count, struct err *err);

/* Is it known that the message can never be sent? ERR_DENIED: the MTA says so,
 * or an address; ERR_LIMIT: it is larger than we take. */
bool submit_wire_is_final(const struct err *err);
/* The answer's line for how it went: err NULL is "taken". */
void submit_wire_answer(const struct err *err, struct buf *out);
/* What a line without its LF says: true, or ERR_TEMP, ERR_DENIED. */
MUST_CHECK bool submit_wire_judge(struct span line, struct err *err);
