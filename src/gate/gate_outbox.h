/* SPDX-License-Identifier: MIT */
/*
 * Secret lines on their way out of a non-blocking socket.
 *
 * A line goes out at once; what the socket does not take waits in pieces that
 * are wiped when they are freed. The owner waits for the socket to be writable
 * and calls gate_outbox_go_on.
 */
#pragma once

#include <stdbool.h>

#include "base/check.h"
#include "base/span.h"

enum {
	GATE_OUTBOX_MAX = 4 << 20, /* bytes that may wait */
};

struct gate_outbox_piece;

struct gate_outbox {
	struct gate_outbox_piece *first;
	struct gate_outbox_piece **last;
	size_t unsent;
};

void gate_outbox_init(struct gate_outbox *outbox);
/* Drops what waits. */
void gate_outbox_reset(struct gate_outbox *outbox);
/* false: it can't be sent; nothing of it was. */
MUST_CHECK bool gate_outbox_send(struct gate_outbox *outbox, int fd,
				 struct span line);
/* Sends what waits; while unsent is not 0, it waits for the socket. false: the
 * connection is gone. */
MUST_CHECK bool gate_outbox_go_on(struct gate_outbox *outbox, int fd);
