/* SPDX-License-Identifier: MIT */
#include "imap/imap_deflate.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <zlib.h>

#include "base/x.h"

enum {
	/* RFC 4978 4: raw deflate; a client may use all of the window. */
	IN_WINDOW_BITS = -15,
	/* Quick, as answers shrink well anyway; 96 instead of 256 KiB for
	 * output that is 3 to 6 % larger. */
	OUT_WINDOW_BITS = -14,
	MEMORY_LEVEL = 6,
	LEVEL = 3,
	PIECE = 16 * 1024,
	WRITE_MAX = 64 * 1024,
	PACKED_MAX = 2 * WRITE_MAX,
	/* A flush leaves a few bytes of an empty block behind at most. */
	SINCE_MAX = 64,
	/* Of z_stream.data_type, after inflate(Z_BLOCK). */
	AT_EDGE = 128,
	IN_LAST = 64,
	UNUSED_BITS = 7
};

struct imap_deflate {
	int fd;
	uint64_t slack;
	z_stream in;
	z_stream out;
	bool more;   /* inflate stopped for want of room only */
	bool ending; /* imap_deflate_end */
	bool ended;
	/* Where the block being read began: */
	uLong block_at;    /* in.total_out */
	uint8_t bits;      /* of `last` that are the block's */
	uint8_t last;      /* byte before */
	struct buf since;  /* bytes behind it; full: too many */
	Bytef read[PIECE]; /* what in.next_in points into, or into: */
	struct span input; /* comes before the socket's */
	struct buf packed; /* to be sent */
	size_t packed_at;
	size_t taken; /* bytes of the caller's that are in packed */
	struct stream_layer layer;
};

/* ---- reading ---- */

/* Is it more than an honest client's commands could become? */
static bool is_bomb(const struct imap_deflate *d)
{
	return d->in.total_out > d->slack &&
	       (d->in.total_out - d->slack) / IMAP_DEFLATE_RATIO >
		       d->in.total_in;
}

static bool is_last(const struct imap_deflate *d)
{
	return (d->in.data_type & AT_EDGE) && (d->in.data_type & IN_LAST);
}

/* A flush is an empty block that ends on a byte's edge (RFC 1951 3.2.4). */
static bool is_flushed(const struct imap_deflate *d)
{
	return (d->in.data_type & AT_EDGE) &&
	       !(d->in.data_type & UNUSED_BITS) &&
	       d->in.total_out == d->block_at;
}

/* How to come to this point again from where the block began. */
static void note_place(struct imap_deflate *d, const Bytef *from)
{
	size_t took = (size_t)(d->in.next_in - from);

	if (!(d->in.data_type & AT_EDGE)) {
		buf_add(&d->since, span_make((const char *)from, took));
		return;
	}
	if (took)
		d->last = from[took - 1];
	d->bits = d->in.data_type & UNUSED_BITS;
	d->block_at = d->in.total_out;
	buf_reset(&d->since);
}

/* Into next_out; no further than a block, as what comes behind the last one is
 * not compressed. false: trouble. */
static bool inflate_block(struct imap_deflate *d)
{
	const Bytef *from = d->in.next_in;
	int result = inflate(&d->in, Z_BLOCK);

	d->ended = result == Z_STREAM_END || is_last(d) ||
		   (d->ending && is_flushed(d));
	note_place(d, from);
	return (result == Z_OK || result == Z_BUF_ERROR || d->ended) &&
	       !is_bomb(d);
}

/* Bytes inflated into `to`, 0 if more input is needed, -1 for trouble. */
static ssize_t inflate_some(struct imap_deflate *d, void *to, size_t space)
{
	uInt room = space > WRITE_MAX ? WRITE_MAX : (uInt)space;
	bool good;

	d->in.next_out = to;
	d->in.avail_out = room;
	good = inflate_block(d);
	d->more = d->in.avail_out == 0;
	return good ? (ssize_t)(room - d->in.avail_out) : -1;
}

static void feed(struct imap_deflate *d, const void *bytes, size_t len)
{
	/* zlib does not write to it; its type is older than const. */
	d->in.next_in = (Bytef *)(uintptr_t)bytes;
	d->in.avail_in = (uInt)len;
}

/* One read of the socket, when no byte is left in in.next_in. */
static ssize_t receive(struct imap_deflate *d, short *wants)
{
	struct span first = d->input;
	ssize_t got;

	if (first.len) {
		feed(d, first.ptr, first.len);
		d->input = SPAN("");
		return (ssize_t)first.len;
	}
	got = recv(d->fd, d->read, PIECE, MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		*wants = POLLIN;
	if (got > 0)
		feed(d, d->read, (size_t)got);
	return got;
}

static ssize_t read_bytes(void *state, void *to, size_t space, short *wants)
{
	struct imap_deflate *d = state;

	while (!d->ended) {
		ssize_t got = 0;

		if (d->more || d->in.avail_in)
			got = inflate_some(d, to, space);
		if (got)
			return got;
		if (d->ended || d->in.avail_in)
			continue;
		got = receive(d, wants);
		if (got <= 0)
			return got;
	}
	return 0;
}

static bool has_input(void *state)
{
	const struct imap_deflate *d = state;

	return d->more || d->in.avail_in || d->input.len;
}

/* ---- writing ---- */

static void pack(struct imap_deflate *d, const void *from, size_t len)
{
	Bytef piece[PIECE];

	d->taken = len < WRITE_MAX ? len : WRITE_MAX;
	/* zlib does not write to it; its type is older than const. */
	d->out.next_in = (Bytef *)(uintptr_t)from;
	d->out.avail_in = (uInt)d->taken;
	do {
		d->out.next_out = piece;
		d->out.avail_out = PIECE;
		/* Can't fail in a state that deflateInit2 made. */
		(void)deflate(&d->out, d->ending ? Z_FINISH : Z_SYNC_FLUSH);
		buf_add(&d->packed, span_make(piece, PIECE - d->out.avail_out));
	} while (d->out.avail_out == 0);
}

/* The caller comes again with the same bytes until they count as written. */
static ssize_t write_bytes(void *state, const void *from, size_t len,
			   short *wants)
{
	struct imap_deflate *d = state;
	ssize_t taken;

	if (!d->taken)
		pack(d, from, len);
	while (d->packed_at < d->packed.len) {
		struct span rest =
			span_from(buf_span(&d->packed), d->packed_at);
		ssize_t put = send(d->fd, rest.ptr, rest.len,
				   MSG_NOSIGNAL | MSG_DONTWAIT);

		if (put > 0) {
			d->packed_at += (size_t)put;
			continue;
		}
		if (put < 0 && (errno == EAGAIN || errno == EINTR))
			*wants = POLLOUT;
		return -1;
	}
	taken = (ssize_t)d->taken;
	buf_release(&d->packed);
	buf_init(&d->packed, PACKED_MAX);
	d->packed_at = 0;
	d->taken = 0;
	return taken;
}

/* ---- life ---- */

struct imap_deflate *imap_deflate_new(int fd, uint64_t slack)
{
	struct imap_deflate *d = x_calloc(1, sizeof(*d));

	d->fd = fd;
	d->slack = slack;
	buf_init(&d->packed, PACKED_MAX);
	buf_init(&d->since, SINCE_MAX);
	d->layer = (struct stream_layer){
		.state = d,
		.read = read_bytes,
		.write = write_bytes,
		.has_input = has_input,
	};
	if (inflateInit2(&d->in, IN_WINDOW_BITS) == Z_OK &&
	    deflateInit2(&d->out, LEVEL, Z_DEFLATED, OUT_WINDOW_BITS,
			 MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK)
		return d;
	imap_deflate_free(&d);
	return NULL;
}

/* The empty block of the client's flush, which nobody has read. Without room
 * for a byte nothing else is unpacked; whether there is more, a read finds. */
static void take_flush(struct imap_deflate *d)
{
	Bytef none;
	uInt had = 0;

	d->in.next_out = &none;
	d->in.avail_out = 0;
	while (d->in.avail_in && d->in.avail_in != had) {
		had = d->in.avail_in;
		/* Trouble is found again by the read. */
		(void)!inflate_block(d);
		d->more = !is_flushed(d);
	}
}

bool imap_deflate_keep(struct imap_deflate *d, char window[IMAP_DEFLATE_WINDOW],
		       struct imap_deflate_state *out)
{
	uInt len = 0;

	take_flush(d);
	if (has_input(d) || d->taken || d->ending || d->ended ||
	    d->in.total_out != d->block_at || d->since.full ||
	    inflateGetDictionary(&d->in, (Bytef *)window, &len) != Z_OK)
		return false;
	*out = (struct imap_deflate_state){
		.bytes_in = d->in.total_in - d->since.len,
		.bytes_out = d->in.total_out,
		.bits = d->bits,
		.last = d->last,
		.since = buf_span(&d->since),
		.window = span_make(window, len),
	};
	return true;
}

static bool resume(struct imap_deflate *d,
		   const struct imap_deflate_state *state)
{
	struct span window = state->window;

	d->in.total_in = (uLong)state->bytes_in;
	d->in.total_out = d->block_at = (uLong)state->bytes_out;
	d->bits = state->bits;
	d->last = state->last;
	return state->since.len <= PIECE &&
	       (!state->bits ||
		inflatePrime(&d->in, state->bits,
			     state->last >> (8 - state->bits)) == Z_OK) &&
	       (!window.len ||
		inflateSetDictionary(&d->in, (const Bytef *)window.ptr,
				     (uInt)window.len) == Z_OK);
}

struct imap_deflate *imap_deflate_resume(int fd, uint64_t slack,
					 const struct imap_deflate_state *state,
					 struct span input)
{
	struct imap_deflate *d = imap_deflate_new(fd, slack);

	if (!d)
		return NULL;
	if (!resume(d, state)) {
		imap_deflate_free(&d);
		return NULL;
	}
	if (state->since.len)
		memcpy(d->read, state->since.ptr, state->since.len);
	feed(d, d->read, state->since.len);
	d->input = input;
	return d;
}

void imap_deflate_free(struct imap_deflate **d)
{
	if (!*d)
		return;
	inflateEnd(&(*d)->in);
	deflateEnd(&(*d)->out);
	buf_release(&(*d)->packed);
	buf_release(&(*d)->since);
	free(*d);
	*d = NULL;
}

void imap_deflate_end(struct imap_deflate *d)
{
	d->ending = true;
}

bool imap_deflate_is_over(const struct imap_deflate *d)
{
	return d->ended;
}

struct span imap_deflate_rest(const struct imap_deflate *d)
{
	return span_make((const char *)d->in.next_in, d->in.avail_in);
}

const struct stream_layer *imap_deflate_layer(const struct imap_deflate *d)
{
	return &d->layer;
}
