/* SPDX-License-Identifier: MIT */
/*
 * The sessions that master knows, found by their number in no time, and how
 * many of them a user, an address and a service have.
 *
 * The table owns the sessions and what hangs on them. Master is alone in its
 * process; nothing here waits or fails.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proc/control.h"
#include "proc/sight.h"

struct child;
struct session;

struct session_link {
	struct session *next;
	struct session **back; /* NULL: in no list */
};

struct session {
	struct session_link all;
	struct session_link changed; /* gate is to be told so */
	struct session_link of_id;
	uint32_t id;
	const struct child *zygote;  /* NULL: it ended while this was parked */
	struct child *gate;          /* that had the client */
	bool left;                   /* the client has gone back there */
	bool parked;                 /* no worker has it */
	bool waking;                 /* it is to have one */
	bool kicked;                 /* it is to end */
	uint32_t turn;               /* of its newest worker */
	int64_t begin_us;            /* clock_now_us */
	char *user;                  /* owned, like all below */
	char *grant;                 /* secret, auth's of it, or NULL */
	char *master;                /* the master user whose it is, or NULL */
	struct control_login *login; /* for its next worker */
	struct sight *seen; /* when it was parked last, or NULL: never */
};

struct session_table;

struct session_table *session_table_new(void);
void session_table_free(struct session_table **table);

/* A new one; who and login are copied, without auth's secret. */
struct session *session_table_add(struct session_table *table, uint32_t id,
				  const char *user,
				  const struct control_login *login);
/* Ends in NULL. A loop that drops takes the next one first. */
struct session *session_table_first(const struct session_table *table);
struct session *session_table_find(const struct session_table *table,
				   uint32_t id);
void session_table_drop(struct session_table *table, struct session *session);
size_t session_table_count(const struct session_table *table);
/* Those that a worker has. */
size_t session_table_active(const struct session_table *table);
void session_table_park(struct session_table *table, struct session *session);
void session_table_unpark(struct session_table *table, struct session *session);

/* What is to be kept of that page. */
void session_table_see(struct session *session, const struct sight *now);
/* Its client has left: it counts no more but in session_table_count. */
void session_table_leave(struct session_table *table, struct session *session);
struct session_counts {
	unsigned user;
	unsigned address;
	unsigned service;
	unsigned active; /* of the user those that a worker has */
};
struct session_counts session_table_counts(const struct session_table *table,
					   const char *user,
					   const struct control_login *login);

/* Puts it into, or takes it out of, the list of those whose gate is to be told
 * of a change; the second also if it is in none. */
void session_table_mark(struct session_table *table, struct session *session);
void session_table_unmark(struct session *session);
/* Likewise by changed.next. */
struct session *session_table_marked(const struct session_table *table);
