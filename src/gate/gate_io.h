/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a client before login: what was read and not taken yet, and
 * what is to be sent.
 *
 * Reading takes small pieces, so what was sent behind a login is at most one
 * of them and can travel with it. Nothing blocks; while a call says WAITING,
 * the event it waits for is set up.
 */
#pragma once

#include <event2/event.h>
#include <event2/event_struct.h>

#include "base/buf.h"
#include "gate/gate_stream.h"

struct gate_io {
	struct gate_stream stream;
	struct buf in; /* secret */
	size_t in_at;  /* how much of it was taken */
	struct buf out;
	struct event readable;
	struct event writable;
};

enum gate_io_step {
	GATE_IO_READY,
	GATE_IO_WAITING,
	GATE_IO_GONE, /* the client is */
};

/* Takes the socket. on_event is called for both directions. */
void gate_io_init(struct gate_io *io, struct event_base *base, int fd,
		  event_callback_fn on_event, void *ctx);
/* No event comes any more. */
void gate_io_stop(struct gate_io *io);
/* After gate_io_stop. The stream is not closed: it may have a new owner. */
void gate_io_release(struct gate_io *io);

/* Begins with bytes that came and that are to be sent already; takes the
 * buffers, `in` being secret. Before anything is read or sent. */
void gate_io_resume(struct gate_io *io, struct buf *in, struct buf *out);

struct span gate_io_unread(const struct gate_io *io);
/* `left` bytes of what gate_io_unread gave were not taken. */
void gate_io_took(struct gate_io *io, size_t left);
/* Wipes all that was read. */
void gate_io_forget(struct gate_io *io);
bool gate_io_has_input(const struct gate_io *io);

/* Sets up the event for what TLS or the socket wants. */
void gate_io_wait(struct gate_io *io, enum tls_stream_step step);
/* Reads a piece; only while nothing is unread. */
enum gate_io_step gate_io_read(struct gate_io *io);
/* Sends `out`. READY: all of it. */
enum gate_io_step gate_io_send(struct gate_io *io);
