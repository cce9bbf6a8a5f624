/* SPDX-License-Identifier: MIT */
/*
 * One line of the file for each line, or piece of one, of either side:
 *
 *   2026-11-23T01:02:03.123456Z 9c0b6f7d3a2e1f40 C: a1 SELECT INBOX
 *
 * "C>" and "S>" are pieces whose line goes on with the next of that side. All
 * lines of a piece of traffic are appended by one write, so that those of
 * several sessions don't mix.
 */
#include "proc/trace.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "proc/trace_blank.h"

enum {
	PIECE = 16384, /* of traffic, written at once */
	OUT_MAX = 4 * 1024 * 1024,
	MICRO = 1000000,
};

static struct {
	int fd; /* with `on` */
	bool on;
	uint64_t max;
	int64_t until_ms;
	char session[32];
	struct trace_blank blank;
} own;

/* ---- orders ---- */

static void drop(struct trace_orders *orders, unsigned at)
{
	close(orders->order[at].fd);
	orders->order[at] = orders->order[--orders->count];
}

bool trace_orders_add(struct trace_orders *orders, const char *user,
		      int64_t until_ms, int fd)
{
	struct trace_order *order;

	for (unsigned i = orders->count; i-- > 0;)
		if (span_eq(span_of(orders->order[i].user), span_of(user)))
			drop(orders, i);
	order = &orders->order[orders->count];
	if (orders->count == TRACE_ORDERS_MAX) {
		close(fd);
		return false;
	}
	*order = (struct trace_order){ .until_ms = until_ms, .fd = fd };
	snprintf(order->user, sizeof(order->user), "%s", user);
	orders->count++;
	return true;
}

void trace_orders_expire(struct trace_orders *orders)
{
	int64_t now = clock_mono_ms();

	for (unsigned i = orders->count; i-- > 0;)
		if (orders->order[i].until_ms <= now)
			drop(orders, i);
}

void trace_orders_release(struct trace_orders *orders)
{
	while (orders->count)
		close(orders->order[--orders->count].fd);
}

const struct trace_order *trace_orders_find(const struct trace_orders *orders,
					    const char *user)
{
	for (unsigned i = 0; i < orders->count; i++)
		if (span_eq(span_of(orders->order[i].user), span_of(user)))
			return &orders->order[i];
	return NULL;
}

/* ---- a worker ---- */

void trace_begin(struct trace_orders *orders, const char *user,
		 const char *session, uint64_t max)
{
	trace_orders_expire(orders);
	for (unsigned i = 0; i < orders->count; i++) {
		struct trace_order *order = &orders->order[i];

		if (own.on || !span_eq(span_of(order->user), span_of(user)))
			continue;
		own.on = true;
		own.fd = order->fd;
		own.max = max;
		own.until_ms = order->until_ms;
		*order = orders->order[--orders->count];
		snprintf(own.session, sizeof(own.session), "%s", session);
	}
	trace_orders_release(orders);
}

static void end(const char *why)
{
	log_event(LOG_LEVEL_INFO, "trace", "ended=%s", why);
	own.on = false;
	close(own.fd);
}

static void put(struct span text)
{
	struct stat st;

	if (clock_mono_ms() >= own.until_ms)
		end("time");
	else if (fstat(own.fd, &st) != 0 ||
		 (uint64_t)st.st_size + text.len > own.max)
		end("size");
	else if (write(own.fd, text.ptr, text.len) != (ssize_t)text.len)
		end("write");
}

static void add_byte(struct buf *out, char c)
{
	unsigned char byte = (unsigned char)c;

	if (c == '\\')
		buf_add(out, SPAN("\\\\"));
	else if ((byte < ' ' && c != '\t') || byte == 0x7f)
		buf_add_format(out, "\\x%02x", byte);
	else
		buf_add_char(out, c);
}

static void add_line(struct buf *out, const char *when, char side,
		     struct span line, bool whole)
{
	buf_add_format(out, "%s %s %c%c ", when, own.session, side,
		       whole ? ':' : '>');
	if (span_ends(line, SPAN("\r")))
		line.len--;
	for (size_t i = 0; i < line.len; i++)
		add_byte(out, line.ptr[i]);
	buf_add_char(out, '\n');
}

static void write_when(char *out, size_t size)
{
	int64_t now = clock_now_us();
	time_t seconds = now / MICRO;
	char text[32];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out, size, "%s.%06dZ", text, (int)(now % MICRO));
}

static void record(char side, struct span bytes)
{
	auto_buf struct buf out;
	char when[64];

	write_when(when, sizeof(when));
	buf_init(&out, OUT_MAX);
	while (bytes.len) {
		size_t at = span_find_char(bytes, '\n');
		bool whole = at < bytes.len;

		add_line(&out, when, side, span_first(bytes, at), whole);
		bytes = span_from(bytes, whole ? at + 1 : at);
	}
	put(buf_span(&out));
}

void trace_leave(void)
{
	if (own.on)
		close(own.fd);
	explicit_bzero(&own, sizeof(own));
}

void trace_came(struct span bytes)
{
	while (own.on && bytes.len) {
		struct span piece = span_first(bytes, PIECE);
		auto_buf struct buf seen;

		/* Each byte may be the first of what is hidden. */
		buf_init(&seen, (size_t)PIECE * 16);
		trace_blank_add(&own.blank, piece, &seen);
		record('C', buf_span(&seen));
		bytes = span_from(bytes, piece.len);
	}
}

void trace_went(struct span bytes)
{
	while (own.on && bytes.len) {
		struct span piece = span_first(bytes, PIECE);

		record('S', piece);
		bytes = span_from(bytes, piece.len);
	}
}
