/* SPDX-License-Identifier: MIT */
/*
 * Accepts connections on a listening socket, never more than `max` at once:
 * further ones wait in the kernel's queue. TCP connections from outside the
 * allowed networks are closed at once.
 */
#pragma once

#include <event2/event.h>

struct auth_listener_bounds {
	unsigned connections;
	const char *networks; /* of TCP clients; outlives the listener */
};

struct auth_listener {
	struct event *readable;
	struct event *retry; /* after a shortage of fds */
	unsigned count;
	struct auth_listener_bounds bounds;
	void (*accepted)(struct auth_listener *listener, int fd);
	void *owner;
};

/* Keeps using fd, which stays the caller's. */
void auth_listener_open(struct auth_listener *listener, struct event_base *base,
			int fd, const struct auth_listener_bounds *bounds,
			void (*accepted)(struct auth_listener *listener,
					 int fd),
			void *owner);
/* A connection it accepted has ended. arg is the listener. */
void auth_listener_ended(void *arg);
/* Accepts no more. */
void auth_listener_stop(struct auth_listener *listener);
