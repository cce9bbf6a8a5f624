/* SPDX-License-Identifier: MIT */
/* The message that reports abuse by another (vnd.dovecot.report, RFC 5965), in
 * what stands around that other one. Pure but for the clock. */
#pragma once

#include "base/buf.h"
#include "sieve/sieve_action.h"

struct deliver_report {
	const struct sieve_report *say;
	const struct sieve_version *message;
	const char *host;
};

/* Between top and tail its header belongs and, unless say->headers_only, its
 * body. */
void deliver_report_write(const struct deliver_report *report, struct buf *top,
			  struct buf *tail);
