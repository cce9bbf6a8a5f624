/* SPDX-License-Identifier: MIT */
/*
 * A connection whose requests are answered one after another: while one is
 * being answered, the next is not read.
 *
 * Each request ends in exactly one auth_serial_answer or auth_serial_give_up,
 * also when the peer has gone meanwhile; the connection lives until then.
 */
#pragma once

#include "auth/auth_conn.h"
#include "auth/auth_server.h"

struct auth_serial {
	struct auth_server *server;
	struct auth_conn conn;
	struct auth_conn_events events;
	const struct auth_serial_service *service;
	bool asked;
	bool closed;
	void (*tell_sent)(void *arg); /* NULL: nothing is being sent */
	void *sent_arg;
	void (*tell_closed)(void *arg);
	void *tell_arg;
};

struct auth_serial_service {
	auth_frame_find *frame;
	/* false: malformed, close; no answer was given then. The message is
	 * wiped when this returns. */
	bool (*request)(struct auth_serial *serial, struct span message);
	bool single; /* the answer ends the connection */
};

/* Takes the fd. closed is called with arg at the end. */
void auth_serial_new(struct auth_server *server,
		     const struct auth_serial_service *service, int fd,
		     void (*closed)(void *arg), void *arg);
/* Moves *bytes to the peer; *serial may be gone afterwards. */
void auth_serial_answer(struct auth_serial *serial, struct buf *bytes);
/* A part of the answer: sent is called from the loop when the peer has taken
 * all of it, or has gone (serial->closed). */
void auth_serial_part(struct auth_serial *serial, struct buf *bytes,
		      void (*sent)(void *arg), void *arg);
/* Temporary trouble: ends the connection without an answer. *serial may be
 * gone afterwards. */
void auth_serial_give_up(struct auth_serial *serial);
