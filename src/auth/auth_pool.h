/* SPDX-License-Identifier: MIT */
/*
 * Threads for what would block the loop: account sources and password hashes.
 *
 * Jobs are run in the order they came, by whichever thread is free; each thread
 * has a worker of its own (an open source), or none. The results come back on
 * the loop.
 */
#pragma once

#include <event2/event.h>
#include <stdatomic.h>

#include "base/check.h"
#include "base/err.h"

struct auth_job {
	struct auth_job *next; /* the pool's */
	atomic_bool skip;      /* nobody waits: if it is still queued, only
				  `done` is called */
	void (*run)(struct auth_job *job, void *worker);
	/* On the loop, when it has run; owns the job from here on. */
	void (*done)(struct auth_job *job);
};

struct auth_pool_options {
	unsigned threads;
	unsigned queue_max;
	/* Called once by each thread: its worker. NULL: none. */
	void *(*begin)(void *arg);
	void *arg;
};

struct auth_pool;

/* ERR_TEMP if the system gives no thread. */
MUST_CHECK bool auth_pool_new(struct event_base *base,
			      const struct auth_pool_options *options,
			      struct auth_pool **out, struct err *err);
/* false: the queue is full, the job stays the caller's. */
MUST_CHECK bool auth_pool_submit(struct auth_pool *pool, struct auth_job *job);
