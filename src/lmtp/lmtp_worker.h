/* SPDX-License-Identifier: MIT */
/*
 * One worker: takes a connection, serves it to its end, takes the next.
 *
 * Whether it is busy stands in the crowd; the pool gets a byte over `wanted`
 * when few others are idle. A worker ends when it is idle and finds a byte or
 * the end of input on `quit`: so the pool can retire one idle worker, or all
 * of them, without a signal that might hit a connection. At the end of input
 * the client of a busy one is sent away behind its transaction.
 */
#pragma once

#include "config/config.h"
#include "lmtp/lmtp_crowd.h"
#include "lmtp/lmtp_peer.h"
#include "lmtp/lmtp_quit.h"
#include "proc/proc.h"

struct tls_context;

struct lmtp_worker {
	const struct config *config;
	const struct lmtp_peer_trust *trust;
	const struct lmtp_crowd *crowd;
	const struct tls_context *tls; /* NULL: no STARTTLS */
	size_t place;                  /* in the crowd */
	size_t idle_min;               /* fewer are few */
	int wanted;                    /* non-blocking */
	/* Non-blocking, shared by all workers: pipe and listening sockets. */
	struct lmtp_quit *quit;
};

/* Returns the exit code of the process. */
int lmtp_worker_run(const struct lmtp_worker *w);
