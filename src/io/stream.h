/* SPDX-License-Identifier: MIT */
/*
 * A blocking, buffered byte stream on one or two fds with time-outs.
 *
 * Reading never takes more memory than the cap; writing gathers up to 64 KiB
 * and is flushed when full, by stream_flush, and before any read that would
 * block. After an error every call fails with the same error; but the end of
 * input, or a time-out in reading, leaves the output open for a last word.
 * Sockets raise no SIGPIPE; who writes to a pipe ignores it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

/*
 * What lies between a stream and its socket, as TLS does. Neither function
 * waits: where it would have to, it returns -1 and POLLIN or POLLOUT in
 * *wants; after trouble -1 and 0.
 */
struct stream_layer {
	void *state;
	/* 1..space bytes, 0 at the end of input */
	ssize_t (*read)(void *state, void *to, size_t space, short *wants);
	ssize_t (*write)(void *state, const void *from, size_t len,
			 short *wants);
	/* Is there input that the socket does not tell of any more? */
	bool (*has_input)(void *state);
};

/* Who is told of all bytes as they come and go, above the layer. */
struct stream_tap {
	void (*came)(struct span bytes);
	void (*went)(struct span bytes);
};

struct stream {
	int fd_in;
	int fd_out;
	struct buf in;
	size_t in_at; /* consumed bytes at the front of in */
	struct buf out;
	int timeout_ms;                   /* for one wait in read or write */
	int end_fd;                       /* of stream_watch_end, or -1 */
	const struct stream_layer *layer; /* or NULL */
	const struct stream_tap *tap;     /* of stream_set_tap, or NULL */
	uint64_t bytes_in;
	uint64_t bytes_out;
	bool out_is_socket; /* private, like all below */
	bool in_waits;      /* a read of that socket waits by itself */
	int in_waits_ms;    /* and so long at most; 0: not set */
	bool skipping;      /* the rest of an over-long line */
	char tail[3];       /* the last bytes of that line */
	bool failed;
	struct err err;
};

/* Takes ownership of the fds (they may be equal). in_cap bounds one line. */
void stream_init(struct stream *s, int fd_in, int fd_out, size_t in_cap,
		 int timeout_ms);
/* Flushes nothing; closes the fds. */
void stream_release(struct stream *s);

/* From here on all bytes go through the layer, which the caller keeps until the
 * stream is released, or through none (NULL). Input that was read already is
 * dropped: it came without the layer's protection. One non-blocking socket for
 * both directions. */
void stream_set_layer(struct stream *s, const struct stream_layer *layer);

/* The tap stays the caller's. */
void stream_set_tap(struct stream *s, const struct stream_tap *tap);

/* From here on a read that has to wait fails with ERR_STATE once nobody has the
 * other end of that pipe open any more; it may be called again after -1. What
 * is written to the pipe is nothing to this. */
void stream_watch_end(struct stream *s, int pipe_fd);

/* Puts bytes before what is still to be read (handed-over input); they may
 * pass the cap. */
void stream_unread(struct stream *s, struct span bytes);

/*
 * One line without its CRLF or LF. The span is valid until the next read
 * call. ERR_GONE at end of input, ERR_LIMIT when the line passes max (the rest
 * of that line is skipped by the next call), ERR_TEMP on time-out or error.
 */
MUST_CHECK bool stream_read_line(struct stream *s, size_t max, struct span *out,
				 struct err *err);
/* Drops what is left of a line that was too long, as the next read would, and
 * tells the last two bytes of that line. */
MUST_CHECK bool stream_read_away(struct stream *s, char out_end[2],
				 struct err *err);
/* 1..max bytes as they come. */
MUST_CHECK bool stream_read_some(struct stream *s, size_t max, struct span *out,
				 struct err *err);
/* Bytes already here without a system call. */
bool stream_has_input(const struct stream *s);
/* These bytes; valid until the next read call. */
struct span stream_unread_input(const struct stream *s);

/* Appends to the output; a failure shows at the next flush or read. */
void stream_write(struct stream *s, struct span bytes);
void stream_write_str(struct stream *s, const char *str);
void stream_write_format(struct stream *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
MUST_CHECK bool stream_flush(struct stream *s, struct err *err);

/* Flushes, says that no more output comes, and reads away what the peer still
 * sends for at most ms: closing with unread input would reset the connection
 * and take the last words with it. */
void stream_linger(struct stream *s, int ms);

/* Waits until input is there or other_fd (or -1) is readable or timeout_ms
 * passed. Flushes first. */
enum stream_wait {
	STREAM_INPUT,
	STREAM_OTHER,
	STREAM_TIMEOUT,
	STREAM_FAILED
};
enum stream_wait stream_wait_for(struct stream *s, int other_fd,
				 int timeout_ms);
/* The same, but part of a line is not input yet: after STREAM_INPUT
 * stream_read_line with this max does not wait. */
enum stream_wait stream_wait_for_line(struct stream *s, size_t max,
				      int other_fd, int timeout_ms);
