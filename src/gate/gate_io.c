/* SPDX-License-Identifier: MIT */
#include "gate/gate_io.h"

#include "gate/gate.h"
#include "gate/gate_secret.h"

void gate_io_init(struct gate_io *io, struct event_base *base, int fd,
		  event_callback_fn on_event, void *ctx)
{
	*io = (struct gate_io){ 0 };
	gate_stream_init(&io->stream, fd);
	buf_init(&io->out, GATE_REPLY_MAX);
	event_assign(&io->readable, base, fd, EV_READ | EV_PERSIST, on_event,
		     ctx);
	event_assign(&io->writable, base, fd, EV_WRITE, on_event, ctx);
}

void gate_io_stop(struct gate_io *io)
{
	event_del(&io->readable);
	event_del(&io->writable);
}

void gate_io_release(struct gate_io *io)
{
	gate_secret_wipe(&io->in);
	buf_release(&io->out);
}

void gate_io_resume(struct gate_io *io, struct buf *in, struct buf *out)
{
	io->in = *in;
	io->out = *out;
	*in = (struct buf){ 0 };
	*out = (struct buf){ 0 };
	if (io->in.len == 0)
		gate_io_forget(io);
}

struct span gate_io_unread(const struct gate_io *io)
{
	return span_from(buf_span(&io->in), io->in_at);
}

void gate_io_took(struct gate_io *io, size_t left)
{
	io->in_at = io->in.len - left;
	if (left == 0)
		gate_io_forget(io);
}

void gate_io_forget(struct gate_io *io)
{
	gate_secret_wipe(&io->in);
	io->in_at = 0;
}

bool gate_io_has_input(const struct gate_io *io)
{
	return gate_stream_has_input(&io->stream);
}

void gate_io_wait(struct gate_io *io, enum tls_stream_step step)
{
	if (step == TLS_STREAM_WANT_WRITE)
		event_add(&io->writable, NULL);
	else if (!event_pending(&io->readable, EV_READ, NULL))
		event_add(&io->readable, NULL);
}

enum gate_io_step gate_io_read(struct gate_io *io)
{
	enum tls_stream_step step;
	size_t n;

	gate_secret_init(&io->in, GATE_LOGIN_READ);
	step = gate_stream_read(&io->stream, io->in.ptr, GATE_LOGIN_READ, &n);
	if (step == TLS_STREAM_DONE) {
		buf_grew(&io->in, n);
		return GATE_IO_READY;
	}
	gate_io_forget(io);
	if (step == TLS_STREAM_EOF || step == TLS_STREAM_FAILED)
		return GATE_IO_GONE;
	gate_io_wait(io, step);
	return GATE_IO_WAITING;
}

enum gate_io_step gate_io_send(struct gate_io *io)
{
	enum tls_stream_step step = TLS_STREAM_DONE;
	size_t n;

	if (io->out.full)
		step = TLS_STREAM_FAILED;
	while (step == TLS_STREAM_DONE && io->out.len) {
		step = gate_stream_write(&io->stream, io->out.ptr, io->out.len,
					 &n);
		buf_drop_front(&io->out, n);
	}
	if (step == TLS_STREAM_DONE) {
		buf_release(&io->out);
		return GATE_IO_READY;
	}
	if (step == TLS_STREAM_EOF || step == TLS_STREAM_FAILED)
		return GATE_IO_GONE;
	/* A client that does not take its answers is not read from. */
	event_del(&io->readable);
	gate_io_wait(io, step);
	return GATE_IO_WAITING;
}
