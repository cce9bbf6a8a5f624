/* SPDX-License-Identifier: MIT */
/*
 * Threads for what would block the loop: SQLite and password hashes.
 *
 * Jobs are run in the order they came, by whichever thread is free; each thread
 * has its own account source. The results come back on the loop.
 */
#pragma once

#include <event2/event.h>

#include "account/account_sqlite.h"

struct auth_job {
	struct auth_job *next; /* the pool's */
	void (*run)(struct auth_job *job, struct account_sqlite *source);
	/* On the loop, when it has run; owns the job from here on. */
	void (*done)(struct auth_job *job);
};

struct auth_pool;

/* The options are copied. ERR_TEMP if the system gives no thread. */
MUST_CHECK bool auth_pool_new(struct event_base *base, unsigned threads,
			      unsigned queue_max,
			      const struct account_sqlite_options *options,
			      struct auth_pool **out, struct err *err);
/* false: the queue is full, the job stays the caller's. */
MUST_CHECK bool auth_pool_submit(struct auth_pool *pool, struct auth_job *job);
/* Jobs that are queued, running, or not told yet. Loop only. */
unsigned auth_pool_pending(const struct auth_pool *pool);
