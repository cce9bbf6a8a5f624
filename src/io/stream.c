/* SPDX-License-Identifier: MIT */
/*
 * Unread input lies in in[in_at..len); it is moved to the front only when room
 * is needed, so that spans handed out stay valid until the next read. Every
 * wait is a poll() with the time-out, then one call that cannot block; but of a
 * socket that blocks, input is waited for by a read with a time-out.
 */
#include "io/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"
#include "io/stream_priv.h"

enum {
	OUT_CAP = 64 * 1024
};

void stream_init(struct stream *s, int fd_in, int fd_out, size_t in_cap,
		 int timeout_ms)
{
	struct stat st;

	*s = (struct stream){ .fd_in = fd_in,
			      .fd_out = fd_out,
			      .timeout_ms = timeout_ms,
			      .end_fd = -1 };
	s->out_is_socket = fstat(fd_out, &st) == 0 && S_ISSOCK(st.st_mode);
	s->in_waits = fstat(fd_in, &st) == 0 && S_ISSOCK(st.st_mode) &&
		      !(fcntl(fd_in, F_GETFL) & O_NONBLOCK);
	buf_init(&s->in, in_cap);
	buf_init(&s->out, OUT_CAP);
}

void stream_release(struct stream *s)
{
	buf_release(&s->in);
	buf_release(&s->out);
	if (s->fd_in >= 0)
		close(s->fd_in);
	if (s->fd_out >= 0 && s->fd_out != s->fd_in)
		close(s->fd_out);
	s->fd_in = s->fd_out = -1;
}

/* ---- waiting ---- */

int stream_poll_until(struct pollfd *fds, nfds_t count, int timeout_ms)
{
	int64_t end = clock_mono_ms() + timeout_ms;
	int left = timeout_ms;

	for (;;) {
		int ready = poll(fds, count, left);
		int64_t rest;

		if (ready >= 0 || errno != EINTR)
			return ready;
		if (timeout_ms < 0)
			continue;
		rest = end - clock_mono_ms();
		left = rest > 0 ? (int)rest : 0;
	}
}

bool stream_stay_failed(struct stream *s, struct err *err)
{
	*err = s->err;
	return false;
}

bool stream_fail(struct stream *s, const char *what)
{
	if (errno == EPIPE || errno == ECONNRESET) {
		err_set(&s->err, ERR_GONE, "Connection lost");
		err_detail(&s->err, "%s: peer is gone", what);
	} else {
		err_sys(&s->err, "%s", what);
	}
	s->failed = true;
	return false;
}

/* ---- writing ---- */

static bool wait_writable(struct stream *s, short events)
{
	struct pollfd fd = { .fd = s->fd_out, .events = events };
	int ready = stream_poll_until(&fd, 1, s->timeout_ms);

	if (ready < 0)
		return stream_fail(s, "poll");
	if (ready > 0)
		return true;
	err_set(&s->err, ERR_TEMP, "Timed out");
	err_detail(&s->err, "peer took no output for %d ms", s->timeout_ms);
	s->failed = true;
	return false;
}

static ssize_t write_layer(struct stream *s, struct span bytes)
{
	short wants = 0;
	ssize_t put =
		s->layer->write(s->layer->state, bytes.ptr, bytes.len, &wants);

	if (put >= 0)
		return put;
	if (wants)
		return wait_writable(s, wants) ? 0 : -1;
	errno = EPIPE;
	return -1;
}

/* A pipe that polls writable takes PIPE_BUF bytes without blocking. */
static ssize_t write_piece(struct stream *s, struct span bytes)
{
	ssize_t put;

	if (s->layer)
		return write_layer(s, bytes);
	if (s->out_is_socket) {
		put = send(s->fd_out, bytes.ptr, bytes.len,
			   MSG_NOSIGNAL | MSG_DONTWAIT);
		if (put >= 0 || errno != EAGAIN)
			return put;
	}
	if (!wait_writable(s, POLLOUT))
		return -1;
	if (s->out_is_socket)
		return 0;
	bytes = span_first(bytes, PIPE_BUF);
	return write(s->fd_out, bytes.ptr, bytes.len);
}

static bool write_out(struct stream *s, struct span bytes)
{
	while (bytes.len && !s->failed) {
		ssize_t put = write_piece(s, bytes);

		if (put >= 0) {
			s->bytes_out += (uint64_t)put;
			if (s->tap)
				s->tap->went(span_first(bytes, (size_t)put));
			bytes = span_from(bytes, (size_t)put);
		} else if (!s->failed && errno != EINTR && errno != EAGAIN) {
			return stream_fail(s, "write");
		}
	}
	return !s->failed;
}

bool stream_flush_out(struct stream *s)
{
	bool done = write_out(s, buf_span(&s->out));

	buf_reset(&s->out);
	return done;
}

bool stream_flush(struct stream *s, struct err *err)
{
	return stream_flush_out(s) || stream_stay_failed(s, err);
}

void stream_write(struct stream *s, struct span bytes)
{
	if (s->failed || bytes.len == 0)
		return;
	if (bytes.len > OUT_CAP - s->out.len && !stream_flush_out(s))
		return;
	if (bytes.len >= OUT_CAP)
		write_out(s, bytes);
	else
		buf_add(&s->out, bytes);
}

void stream_write_str(struct stream *s, const char *str)
{
	stream_write(s, span_of(str));
}

void stream_write_format(struct stream *s, const char *format, ...)
{
	auto_free char *text = NULL;
	char small[512];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	ASSERT(len >= 0);
	if ((size_t)len < sizeof(small)) {
		stream_write(s, span_make(small, (size_t)len));
		return;
	}
	text = x_calloc((size_t)len + 1, 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	stream_write(s, span_make(text, (size_t)len));
}

/* ---- reading ---- */

struct span stream_unread_input(const struct stream *s)
{
	return span_from(buf_span(&s->in), s->in_at);
}

void stream_take_in(struct stream *s, size_t got)
{
	buf_grew(&s->in, got);
	s->bytes_in += (uint64_t)got;
	if (s->tap)
		s->tap->came(span_from(buf_span(&s->in), s->in.len - got));
}

void stream_make_room(struct stream *s)
{
	if (s->in_at == s->in.len)
		buf_reset(&s->in);
	else if (s->in.cap - s->in.len < STREAM_READ_CHUNK)
		buf_drop_front(&s->in, s->in_at);
	else
		return;
	s->in_at = 0;
}

static bool timed_out(const struct stream *s, struct err *err)
{
	err_set(err, ERR_TEMP, "Timed out");
	return err_detail(err, "no input for %d ms", s->timeout_ms);
}

static bool wait_readable(struct stream *s, short events, struct err *err)
{
	/* Without events a pipe tells of its end only. */
	struct pollfd fds[2] = {
		{ .fd = s->fd_in, .events = events },
		{ .fd = s->end_fd, .events = 0 },
	};
	int ready = stream_poll_until(fds, ARRAY_LEN(fds), s->timeout_ms);

	if (ready < 0) {
		stream_fail(s, "poll");
		return stream_stay_failed(s, err);
	}
	if (fds[0].revents)
		return true;
	if (ready > 0)
		return err_set(err, ERR_STATE, "The service ends");
	return timed_out(s, err);
}

/* May a blocking read do the waiting? It saves a system call. */
static bool reads_wait(struct stream *s)
{
	struct timeval limit = {
		.tv_sec = s->timeout_ms / 1000,
		.tv_usec = s->timeout_ms % 1000 * 1000,
	};

	if (!s->in_waits || s->end_fd >= 0 || s->timeout_ms <= 0)
		return false;
	if (s->in_waits_ms != s->timeout_ms) {
		s->in_waits = setsockopt(s->fd_in, SOL_SOCKET, SO_RCVTIMEO,
					 &limit, sizeof(limit)) == 0;
		s->in_waits_ms = s->timeout_ms;
	}
	return s->in_waits;
}

/* One read; -1 with *err filled. */
static ssize_t read_fd(struct stream *s, size_t room, struct err *err)
{
	bool waits = reads_wait(s);
	ssize_t got;

	do {
		if (!waits && !wait_readable(s, POLLIN, err))
			return -1;
		got = read(s->fd_in, buf_reserve(&s->in, room), room);
		if (got < 0 && errno == EAGAIN && waits) {
			timed_out(s, err);
			return -1;
		}
	} while (got < 0 && (errno == EINTR || errno == EAGAIN));
	if (got < 0) {
		stream_fail(s, "read");
		stream_stay_failed(s, err);
	}
	return got;
}

static ssize_t read_layer(struct stream *s, size_t room, struct err *err)
{
	for (;;) {
		short wants = 0;
		ssize_t got =
			s->layer->read(s->layer->state,
				       buf_reserve(&s->in, room), room, &wants);

		if (got >= 0)
			return got;
		if (!wants) {
			errno = ECONNRESET;
			stream_fail(s, "read");
			stream_stay_failed(s, err);
			return -1;
		}
		if (!wait_readable(s, wants, err))
			return -1;
	}
}

bool stream_fill(struct stream *s, struct err *err)
{
	size_t room;
	ssize_t got;

	if (!stream_flush_out(s))
		return stream_stay_failed(s, err);
	stream_make_room(s);
	room = s->in.cap - s->in.len;
	if (room > STREAM_READ_CHUNK)
		room = STREAM_READ_CHUNK;
	got = s->layer ? read_layer(s, room, err) : read_fd(s, room, err);
	if (got < 0)
		return false;
	if (got == 0)
		return err_set(err, ERR_GONE, "End of input");
	stream_take_in(s, (size_t)got);
	return true;
}

void stream_set_layer(struct stream *s, const struct stream_layer *layer)
{
	buf_reset(&s->in);
	s->in_at = 0;
	s->skipping = false;
	s->layer = layer;
}

void stream_set_tap(struct stream *s, const struct stream_tap *tap)
{
	s->tap = tap;
}

void stream_watch_end(struct stream *s, int pipe_fd)
{
	s->end_fd = pipe_fd;
}

void stream_unread(struct stream *s, struct span bytes)
{
	struct span rest = stream_unread_input(s);
	size_t need = bytes.len + rest.len;
	struct buf joined;

	buf_init(&joined, need > s->in.cap ? need : s->in.cap);
	buf_add(&joined, bytes);
	buf_add(&joined, rest);
	buf_release(&s->in);
	s->in = joined;
	s->in_at = 0;
}

bool stream_has_input(const struct stream *s)
{
	return s->in_at < s->in.len;
}

void stream_linger(struct stream *s, int ms)
{
	int64_t end = clock_mono_ms() + ms;
	char away[16 * 1024];
	struct err err;

	if (!stream_flush(s, &err) || shutdown(s->fd_out, SHUT_WR) != 0)
		return;
	for (;;) {
		struct pollfd fd = { .fd = s->fd_in, .events = POLLIN };
		int64_t left = end - clock_mono_ms();

		if (left <= 0 || stream_poll_until(&fd, 1, (int)left) <= 0 ||
		    read(s->fd_in, away, sizeof(away)) <= 0)
			return;
	}
}
