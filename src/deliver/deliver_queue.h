/* SPDX-License-Identifier: MIT */
/*
 * The name that the MTA gave the message in its queue, out of the Received
 * field that it put on top (RFC 5321 4.4: "id" and the name).
 *
 * Pure; takes the field line by line, folded lines as they are.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"

struct deliver_queue {
	char id[65];
	bool id_next;   /* private: the word before was "id" */
	unsigned depth; /* private: of comments */
};

/* A line of the field, for the first without "Received:". */
void deliver_queue_line(struct deliver_queue *q, struct span line);
