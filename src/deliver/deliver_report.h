/* SPDX-License-Identifier: MIT */
/* The message that reports abuse by another (vnd.dovecot.report, RFC 5965).
 * Pure but for the clock. */
#pragma once

#include "base/buf.h"
#include "sieve/sieve_action.h"

struct deliver_report {
	const struct sieve_report *say;
	const struct sieve_version *message;
	const char *host;
};

enum {
	DELIVER_REPORT_ROOM = 256 * 1024 /* that it takes beside the other */
};

void deliver_report_write(const struct deliver_report *report, struct buf *out);
