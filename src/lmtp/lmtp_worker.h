/* SPDX-License-Identifier: MIT */
/*
 * One worker: takes a connection, serves it to its end, takes the next.
 *
 * It tells the pool busy and idle over `status` with one struct each, and ends
 * when it is idle and finds a byte or the end of input on `quit`: so the pool
 * can retire one idle worker, or all of them, without a signal that might hit
 * a connection.
 */
#pragma once

#include <sys/types.h>

#include "config/config.h"
#include "lmtp/lmtp_crowd.h"
#include "lmtp/lmtp_peer.h"
#include "proc/proc.h"

struct tls_context;

struct lmtp_worker_status {
	pid_t pid;
	int busy;
};

struct lmtp_worker {
	const struct config *config;
	const struct lmtp_peer_trust *trust;
	const struct lmtp_crowd *crowd;
	const struct tls_context *tls; /* NULL: no STARTTLS */
	size_t place;                  /* in the crowd */
	/* Non-blocking, shared by all workers. */
	const struct proc_fd *listen;
	unsigned listen_count;
	int status;
	int quit; /* non-blocking */
};

/* Returns the exit code of the process. */
int lmtp_worker_run(const struct lmtp_worker *w);
