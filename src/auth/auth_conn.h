/* SPDX-License-Identifier: MIT */
/*
 * A connection on the loop: messages in (lines, if nothing else is said), bytes
 * out.
 *
 * What was read is wiped once it was used, because lines hold passwords. A peer
 * that sends a longer message than ACCOUNT_WIRE_LINE_MAX, or does not read its
 * answers, is closed. Embedded in its owner, which gets the events.
 */
#pragma once

#include <event2/event.h>

#include "auth/auth_frame.h"
#include "base/buf.h"
#include "base/check.h"

struct auth_conn_events {
	/* What a message is; NULL: a line without its LF. */
	auth_frame_find *frame;
	/* A whole message. false: close. */
	bool (*line)(void *owner, struct span line);
	/* All that was written is sent. May be NULL. */
	void (*drained)(void *owner);
	/* The connection has ended; the last call. */
	void (*closed)(void *owner);
};

struct auth_conn {
	int fd;
	struct event *readable;
	struct event *writable;
	const struct auth_conn_events *events;
	void *owner;
	struct buf in;  /* secret */
	struct buf out; /* from `sent` on it waits for the peer */
	size_t sent;
	bool held;
	bool busy;    /* in an event of the owner */
	bool closing; /* when it returns */
};

/* Takes the fd. */
void auth_conn_open(struct auth_conn *conn, struct event_base *base, int fd,
		    const struct auth_conn_events *events, void *owner);
/* Moves all of *bytes to the peer, leaving it empty. */
void auth_conn_send(struct auth_conn *conn, struct buf *bytes);
/* No more messages, and nothing more is read, until it is let go on. Letting go
 * may end the connection, and with it the owner. */
void auth_conn_hold(struct auth_conn *conn);
void auth_conn_go_on(struct auth_conn *conn);
/* Ends the connection; `closed` is called, at once or when the owner returns
 * from the event it is in. */
void auth_conn_close(struct auth_conn *conn);
