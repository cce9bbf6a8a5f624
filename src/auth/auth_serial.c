/* SPDX-License-Identifier: MIT */
#include "auth/auth_serial.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"

static void tell_sent(struct auth_serial *s)
{
	void (*tell)(void *arg) = TAKE(s->tell_sent);

	if (tell)
		tell(s->sent_arg);
}

static void on_closed(void *owner)
{
	struct auth_serial *s = owner;

	s->closed = true;
	s->tell_closed(s->tell_arg);
	if (!s->asked)
		free(s);
	else
		tell_sent(s);
}

static bool on_message(void *owner, struct span message)
{
	struct auth_serial *s = owner;

	s->asked = true;
	s->server->asked++;
	auth_conn_hold(&s->conn);
	if (s->service->request(s, message))
		return true;
	s->asked = false;
	s->server->asked--;
	/* Not what: there may be a password in it. */
	log_event(LOG_LEVEL_WARN, "auth_input", "malformed=1 bytes=%zu",
		  message.len);
	return false;
}

static void on_drained(void *owner)
{
	struct auth_serial *s = owner;

	if (s->asked)
		tell_sent(s);
	else if (s->service->single)
		auth_conn_close(&s->conn);
}

/* The request has ended. false: so has the connection. */
static bool end_request(struct auth_serial *s)
{
	s->asked = false;
	s->server->asked--;
	if (!s->closed)
		return true;
	free(s);
	return false;
}

void auth_serial_answer(struct auth_serial *s, struct buf *bytes)
{
	/* Still asked: closing here must not free it. */
	if (!s->closed)
		auth_conn_send(&s->conn, bytes);
	if (end_request(s) && !s->service->single)
		auth_conn_go_on(&s->conn);
}

void auth_serial_part(struct auth_serial *s, struct buf *bytes,
		      void (*sent)(void *arg), void *arg)
{
	s->tell_sent = sent;
	s->sent_arg = arg;
	auth_conn_send(&s->conn, bytes);
}

void auth_serial_give_up(struct auth_serial *s)
{
	if (end_request(s))
		auth_conn_close(&s->conn);
}

void auth_serial_new(struct auth_server *server,
		     const struct auth_serial_service *service, int fd,
		     void (*closed)(void *arg), void *arg)
{
	struct auth_serial *s = x_calloc(1, sizeof(*s));

	s->events = (struct auth_conn_events){
		.frame = service->frame,
		.line = on_message,
		.drained = on_drained,
		.closed = on_closed,
	};
	s->server = server;
	s->service = service;
	s->tell_closed = closed;
	s->tell_arg = arg;
	auth_conn_open(&s->conn, server->base, fd, &s->events, s);
}
