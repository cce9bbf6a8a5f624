/* SPDX-License-Identifier: MIT */
/*
 * The head of a message on its way in: trace fields put before it, Received
 * fields counted, noted what tells a loop, and what the log wants.
 *
 * What the MTA may have put on top already (Postfix flags=DRO: Return-Path,
 * X-Original-To, Delivered-To) stays on top and is not doubled. Pure; bytes may
 * come in any pieces and go out through `write` in the same order.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "deliver/deliver_queue.h"

struct deliver_trace {
	struct span sender; /* "" for the null sender */
	/* For Delivered-To; ptr NULL: no such field. */
	struct span recipient;
	/* Other names of the only recipient: a Delivered-To with one of them
	 * counts too. May be empty. */
	struct span origin;
	struct span address;
	struct span received; /* whole Received field with its line end */
};

typedef void deliver_head_write(void *target, struct span bytes);
/* Called once: behind what was written so far Delivered-To stands, or would. */
typedef void deliver_head_place(void *target);

struct deliver_head {
	struct deliver_trace trace; /* spans are the caller's */
	deliver_head_write *write;
	deliver_head_place *place; /* may be NULL */
	void *target;
	struct buf top; /* held back until the trace is written */
	bool top_written;
	struct buf line;      /* the first bytes of the current header line */
	bool body;            /* behind the empty line */
	bool in_id;           /* a folded Message-ID may go on */
	bool in_received;     /* a folded first Received may go on */
	unsigned received;    /* fields seen */
	struct buf delivered; /* values of Delivered-To, each with its LF */
	struct deliver_queue queue;
	char id[101];
};

void deliver_head_init(struct deliver_head *h,
		       const struct deliver_trace *trace,
		       deliver_head_write *write, deliver_head_place *place,
		       void *target);
void deliver_head_release(struct deliver_head *h);
void deliver_head_add(struct deliver_head *h, struct span bytes);
/* The message is whole. */
void deliver_head_end(struct deliver_head *h);
/* Was it delivered to that address before it came here? Told by a Delivered-To
 * below a Received: those on top are of this delivery. */
bool deliver_head_was_delivered(const struct deliver_head *h,
				struct span address);
