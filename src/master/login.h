/* SPDX-License-Identifier: MIT */
/*
 * Logins on their way and the sessions that came of them.
 *
 *   gate LOGIN ─▶ pending ─WHO▶ auth ─WHO_IS▶ SESSION to the zygote, or not
 *
 * Who comes when session_active_limit sessions have a process waits in pending.
 *
 * A session that its worker has parked stays one here until it is woken (a
 * LOGIN that names it) and ends, or the gate that has its client ends.
 *
 * Nothing is believed of gate but that it holds a connection: who it is comes
 * from auth. Children are named by pointers into the supervisor's table.
 */
#pragma once

#include "config/config.h"
#include "master/child.h"
#include "proc/control.h"

struct logins;
struct session_table;

struct logins *login_new(void);
void login_free(struct logins **logins);
/* They stay the logins'. */
struct session_table *login_sessions(struct logins *logins);

/* A LOGIN from gate; takes fd. It goes on by login_go_on. */
void login_begin(struct logins *logins, struct child *gate,
		 const struct control_msg *msg, int fd);
/* Asks auth about those for whom there is room, in the order in which they
 * came; auth NULL (none is up): refuses them. */
void login_go_on(struct logins *logins, const struct config *config,
		 struct child *auth);
/* A zygote for sessions of that kind, or NULL. */
typedef struct child *(*login_zygote)(void *arg, enum child_kind kind);
/* A WHO_IS from auth: starts the session or refuses, and tells gate. auth: as
 * below. */
void login_answered(struct logins *logins, const struct config *config,
		    struct child *auth, login_zygote find, void *arg,
		    const struct control_msg *msg);
/* A SESSION_DONE from a zygote; auth (NULL: none is up) forgets its grant. */
void login_session_done(struct logins *logins, struct child *auth,
			const struct control_msg *msg);
/*
 * A PARKED or CHANGED from the zygote of a session. Gate is told of a change by
 * login_tell_changes, which is called again while its channel is full.
 */
void login_parked(struct logins *logins, const struct child *zygote,
		  const struct control_msg *msg);
void login_tell_changes(struct logins *logins);
/* This child ended: what hangs on it is refused or forgotten. */
void login_child_gone(struct logins *logins, struct child *auth,
		      const struct child *child);
/* The server stops: who waits for room need not. */
void login_refuse_waiting(struct logins *logins);
/* Refuses logins that waited for 10 s, and what auth left unanswered so long.
 * A wake waits until there is room. */
void login_expire(struct logins *logins);
