/* SPDX-License-Identifier: MIT */
/*
 * The owner frees itself, and us with it, in `closed`. So while one of its
 * other events runs, a close is only noted, and leave() does it afterwards.
 */
#include "auth/auth_conn.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "account/account_wire.h"
#include "base/log.h"
#include "crypto/crypto_secret.h"

enum {
	READ_SIZE = 4096,
	OUT_MAX = 2 << 20
};

static void enter(struct auth_conn *conn)
{
	conn->busy = true;
}

/* false: the connection and its owner are gone. */
static bool leave(struct auth_conn *conn)
{
	conn->busy = false;
	if (!conn->closing)
		return true;
	auth_conn_close(conn);
	return false;
}

void auth_conn_close(struct auth_conn *conn)
{
	conn->closing = true;
	if (conn->busy)
		return;
	event_free(conn->readable);
	event_free(conn->writable);
	close(conn->fd);
	crypto_secret_wipe_buf(&conn->in);
	buf_release(&conn->in);
	buf_release(&conn->out);
	conn->events->closed(conn->owner);
}

static enum auth_frame find_line(struct span in, struct span *out_message,
				 size_t *out_used)
{
	size_t end = span_find_char(in, '\n');

	*out_message = span_first(in, end);
	*out_used = end + 1;
	return end < in.len ? AUTH_FRAME_READY : AUTH_FRAME_MORE;
}

/* The next whole message of what was read; a peer that breaks the rules is
 * closed. */
static bool next_message(struct auth_conn *conn, struct span in,
			 struct span *out_message, size_t *out_used)
{
	auth_frame_find *find =
		conn->events->frame ? conn->events->frame : find_line;
	bool ready = false;

	switch (find(in, out_message, out_used)) {
	case AUTH_FRAME_READY:
		ready = out_message->len <= ACCOUNT_WIRE_LINE_MAX;
		conn->closing = !ready;
		break;
	case AUTH_FRAME_MORE:
		conn->closing = in.len > ACCOUNT_WIRE_LINE_MAX;
		break;
	case AUTH_FRAME_BAD:
		conn->closing = true;
		break;
	}
	if (conn->closing)
		log_event(LOG_LEVEL_WARN, "auth_input", "malformed=1 bytes=%zu",
			  in.len);
	return ready;
}

/* Hands over whole messages. */
static void take_messages(struct auth_conn *conn)
{
	struct span rest = buf_span(&conn->in);
	struct span message;
	size_t used, end;

	while (!conn->closing && !conn->held &&
	       next_message(conn, rest, &message, &used)) {
		if (!conn->events->line(conn->owner, message))
			conn->closing = true;
		rest = span_from(rest, used);
	}
	end = conn->in.len;
	buf_drop_front(&conn->in, end - rest.len);
	crypto_secret_wipe(conn->in.ptr + conn->in.len, end - conn->in.len);
	if (conn->in.len == 0)
		buf_release(&conn->in);
}

void auth_conn_hold(struct auth_conn *conn)
{
	conn->held = true;
	event_del(conn->readable);
}

void auth_conn_go_on(struct auth_conn *conn)
{
	conn->held = false;
	event_add(conn->readable, NULL);
	/* What has come meanwhile, unless take_messages is at it anyway. */
	if (conn->busy || conn->closing || !conn->in.len)
		return;
	enter(conn);
	take_messages(conn);
	leave(conn);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct auth_conn *conn = arg;
	char *to;
	ssize_t n;

	(void)what;
	/* All the space a line can need at once: growing would leave copies. */
	if (!conn->in.ptr)
		buf_reserve(&conn->in, conn->in.cap);
	to = buf_reserve(&conn->in, READ_SIZE);
	n = to ? recv(fd, to, READ_SIZE, 0) : 0;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		auth_conn_close(conn);
		return;
	}
	buf_grew(&conn->in, (size_t)n);
	enter(conn);
	take_messages(conn);
	leave(conn);
}

static bool flush(struct auth_conn *conn)
{
	struct span rest = span_from(buf_span(&conn->out), conn->sent);
	ssize_t n;

	while (rest.len) {
		n = send(conn->fd, rest.ptr, rest.len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		conn->sent += (size_t)n;
		rest = span_from(rest, (size_t)n);
	}
	buf_release(&conn->out);
	conn->sent = 0;
	return true;
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct auth_conn *conn = arg;

	(void)fd;
	(void)what;
	if (!flush(conn)) {
		auth_conn_close(conn);
		return;
	}
	if (conn->out.len) {
		event_add(conn->writable, NULL);
		return;
	}
	enter(conn);
	if (conn->events->drained)
		conn->events->drained(conn->owner);
	leave(conn);
}

void auth_conn_open(struct auth_conn *conn, struct event_base *base, int fd,
		    const struct auth_conn_events *events, void *owner)
{
	*conn = (struct auth_conn){ .fd = fd,
				    .events = events,
				    .owner = owner };
	buf_init(&conn->in, ACCOUNT_WIRE_LINE_MAX + READ_SIZE);
	buf_init(&conn->out, OUT_MAX);
	evutil_make_socket_nonblocking(fd);
	conn->readable =
		event_new(base, fd, EV_READ | EV_PERSIST, on_readable, conn);
	conn->writable = event_new(base, fd, EV_WRITE, on_writable, conn);
	ASSERT(conn->readable && conn->writable);
	event_add(conn->readable, NULL);
}

void auth_conn_send(struct auth_conn *conn, struct buf *bytes)
{
	bool fits;

	buf_add(&conn->out, buf_span(bytes));
	fits = !conn->out.full && !bytes->full;
	buf_reset(bytes);
	if (!fits) {
		log_event(LOG_LEVEL_WARN, "auth_unread", "bytes=%zu",
			  conn->out.len);
		auth_conn_close(conn);
	} else if (conn->out.len) {
		/* From the loop, so that many answers go as one; at once, as
		 * to ask whether the peer has room costs two calls. */
		event_active(conn->writable, EV_WRITE, 0);
	}
}
