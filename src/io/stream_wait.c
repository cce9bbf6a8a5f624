/* SPDX-License-Identifier: MIT */
/*
 * Waiting for input without reading it, beside another fd. Where there is a
 * layer, its input is read on the way: only that tells whether it is any.
 */
#include <errno.h>
#include <poll.h>

#include "base/check.h"
#include "base/clock.h"
#include "io/stream_priv.h"

/* What the layer has, without a wait: only that shows whether the socket told
 * of input or of bytes of the layer's own. */
static bool take_from_layer(struct stream *s, short *out_wants,
			    enum stream_wait *out)
{
	size_t room;
	ssize_t got;

	stream_make_room(s);
	room = s->in.cap - s->in.len;
	if (room > STREAM_READ_CHUNK)
		room = STREAM_READ_CHUNK;
	*out_wants = 0;
	got = s->layer->read(s->layer->state, buf_reserve(&s->in, room), room,
			     out_wants);
	if (got < 0 && *out_wants)
		return false;
	*out = STREAM_INPUT;
	if (got > 0) {
		stream_take_in(s, (size_t)got);
	} else if (got < 0) {
		errno = ECONNRESET;
		stream_fail(s, "read");
		*out = STREAM_FAILED;
	}
	return true;
}

static enum stream_wait wait_for_fds(struct stream *s, short events,
				     int other_fd, int timeout_ms)
{
	/* poll() passes over negative fds. */
	struct pollfd fds[2] = {
		{ .fd = s->fd_in, .events = events },
		{ .fd = other_fd, .events = POLLIN },
	};
	int ready = stream_poll_until(fds, ARRAY_LEN(fds), timeout_ms);

	if (ready == 0)
		return STREAM_TIMEOUT;
	if (ready < 0) {
		stream_fail(s, "poll");
		return STREAM_FAILED;
	}
	return fds[0].revents ? STREAM_INPUT : STREAM_OTHER;
}

/* Of a timeout that ends then; negative: for ever. */
static int time_left(int64_t end, int timeout_ms)
{
	int64_t left = end - clock_mono_ms();

	if (timeout_ms < 0)
		return timeout_ms;
	return left > 0 ? (int)left : 0;
}

/* For more than is buffered; what a layer has is then in the buffer. */
static enum stream_wait wait_for_more(struct stream *s, int other_fd,
				      int timeout_ms)
{
	int64_t end = clock_mono_ms() + timeout_ms;
	enum stream_wait result;
	short events = POLLIN;

	if (!stream_flush_out(s))
		return STREAM_FAILED;
	if (s->layer && s->layer->has_input(s->layer->state) &&
	    take_from_layer(s, &events, &result))
		return result;
	do {
		result = wait_for_fds(s, events, other_fd,
				      time_left(end, timeout_ms));
	} while (result == STREAM_INPUT && s->layer &&
		 !take_from_layer(s, &events, &result));
	return result;
}

enum stream_wait stream_wait_for(struct stream *s, int other_fd, int timeout_ms)
{
	if (!stream_flush_out(s))
		return STREAM_FAILED;
	return stream_has_input(s) ? STREAM_INPUT
				   : wait_for_more(s, other_fd, timeout_ms);
}

static bool has_line(const struct stream *s, size_t max)
{
	struct span rest = stream_unread_input(s);

	return !s->skipping && (span_find_char(rest, '\n') < rest.len ||
				stream_read_is_too_long(s, rest, max));
}

enum stream_wait stream_wait_for_line(struct stream *s, size_t max,
				      int other_fd, int timeout_ms)
{
	int64_t end = clock_mono_ms() + timeout_ms;
	struct err err;

	if (!stream_flush_out(s))
		return STREAM_FAILED;
	while (!has_line(s, max)) {
		size_t had = stream_unread_input(s).len;
		enum stream_wait result =
			wait_for_more(s, other_fd, time_left(end, timeout_ms));

		if (result != STREAM_INPUT)
			return result;
		if (!s->layer && !stream_fill(s, &err))
			return STREAM_INPUT;
		/* The end, which the read tells. */
		if (stream_unread_input(s).len == had)
			return STREAM_INPUT;
	}
	return STREAM_INPUT;
}
