/* SPDX-License-Identifier: MIT */
/*
 * Logins and wakes on their way to a worker.
 *
 *   waiting for room ──pending_ask──▶ asked (auth, whose it is) ──▶ gone
 *
 * Both are in the order in which they came. The list owns its entries, and
 * with each the stream and the login. Nothing here waits or fails.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "proc/control.h"

struct child;
struct pendings;

struct pending {
	TAILQ_ENTRY(pending) queue;
	uint32_t id;      /* ours, in WHO */
	uint32_t gate_id; /* gate's, for LOGIN_DONE */
	struct child *gate;
	struct control_login *login; /* owned */
	int fd;                      /* owned */
	uint32_t wakes;              /* the parked session, or 0: a new one */
	bool asked;
	int64_t until_ms; /* clock_mono_ms; 0: it may wait for ever */
};

struct pendings *pending_new(void);
/* It must be empty. */
void pending_free(struct pendings **pendings);

/* A new one that waits, behind all others; takes fd, copies the login. */
struct pending *pending_add(struct pendings *pendings,
			    const struct control_msg *msg, int fd);
/* How many new logins there are, and how many that auth was asked about. */
size_t pending_logins(const struct pendings *pendings);
size_t pending_asked(const struct pendings *pendings);

/* Whose turn it is, or NULL: nobody waits. */
struct pending *pending_first_waiting(const struct pendings *pendings);
/* Its answer is due by then. */
void pending_ask(struct pendings *pendings, struct pending *pending,
		 int64_t until_ms);
/* NULL: nobody was asked about that one. */
struct pending *pending_find(const struct pendings *pendings, uint32_t id);

/* All that wait or were asked about, ended by NULL; the current one may be
 * dropped when its next one is known. */
struct pending *pending_next(const struct pendings *pendings,
			     const struct pending *after);
void pending_drop(struct pendings *pendings, struct pending *pending);
