/* SPDX-License-Identifier: MIT */
/*
 * What stream_read and stream_wait take from stream.c, and the second from the
 * first. Unread input lies in in[in_at..len).
 */
#pragma once

#include <poll.h>

#include "io/stream.h"

enum {
	STREAM_READ_CHUNK = 64 * 1024, /* at most, in one read */
};

/* poll() that survives signals; 0 on time-out. Negative: for ever. */
int stream_poll_until(struct pollfd *fds, nfds_t count, int timeout_ms);
/* false, with errno as the reason: from here on every call fails so. */
bool stream_fail(struct stream *s, const char *what);
/* false, with that reason once more. */
bool stream_stay_failed(struct stream *s, struct err *err);
/* Sends what was gathered. false: the stream has failed. */
bool stream_flush_out(struct stream *s);
/* Moves what is unread to the front if there is too little room behind it. */
void stream_make_room(struct stream *s);
/* So many bytes were read into what buf_reserve gave. */
void stream_take_in(struct stream *s, size_t got);
/* Flushes, then one read into the buffer, which must have room for a byte or
 * more; waits. ERR_GONE: end of input. */
bool stream_fill(struct stream *s, struct err *err);
/* Is that the beginning of a line that is too long, whatever follows? One byte
 * more than max may be the CR of its end. */
bool stream_read_is_too_long(const struct stream *s, struct span rest,
			     size_t max);
