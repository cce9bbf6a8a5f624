/* SPDX-License-Identifier: MIT */
/*
 * The wire trace of a user: what the sessions that begin, or go on after a
 * park, from now on say and hear, into a file that an administrator has opened.
 * A zygote keeps the orders; a worker takes that of its own user, if any.
 */
#pragma once

#include <stdint.h>

#include "base/span.h"

enum {
	TRACE_ORDERS_MAX = 16,
};

struct trace_order {
	char user[256];
	int64_t until_ms; /* clock_mono_ms */
	int fd;           /* for appending */
};

/* Zero has none. */
struct trace_orders {
	struct trace_order order[TRACE_ORDERS_MAX];
	unsigned count;
};

/* Takes the fd, and the place of an older one of that user. false: there are
 * too many; the fd is closed. */
bool trace_orders_add(struct trace_orders *orders, const char *user,
		      int64_t until_ms, int fd);
/* The one for that user, or NULL. */
const struct trace_order *trace_orders_find(const struct trace_orders *orders,
					    const char *user);
/* Closes those whose time is over. */
void trace_orders_expire(struct trace_orders *orders);
void trace_orders_release(struct trace_orders *orders);

/* In a worker: from here on that session is traced if there is an order for
 * the user, as long as the file has less than `max` bytes. Closes all other
 * files. */
void trace_begin(struct trace_orders *orders, const char *user,
		 const char *session, uint64_t max);
/* That session has ended; nothing of it is left. */
void trace_leave(void);
void trace_came(struct span bytes);
void trace_went(struct span bytes);
