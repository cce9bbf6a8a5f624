/* SPDX-License-Identifier: MIT */
/* The message to a sender whose mail is refused when the MTA can't tell any
 * more, or who asked to hear of success (RFC 3461 6): multipart/report with a
 * delivery status (RFC 6522, RFC 3464), or for Sieve's reject with a
 * disposition notification (RFC 8098). Pure. */
#pragma once

#include "base/buf.h"

struct deliver_bounce {
	struct span sender;    /* who gets it; never empty */
	struct span recipient; /* whose mail it was */
	struct span origin;    /* as first addressed, else empty */
	struct span header;    /* of the refused message */
	struct span envid;     /* ENVID, else empty */
	const char *action;    /* "delivered", "relayed"; NULL: it is refused */
	const char *status;    /* "5.2.2" */
	const char *reason;    /* a sentence, or a script's lines */
	const char *host;      /* ours */
	bool is_disposition;   /* status is not used then */
};

void deliver_bounce_write(const struct deliver_bounce *b, struct buf *out);
