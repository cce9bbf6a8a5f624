/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/x.h"

enum {
	FORMAT_ROOM = 120,
	DIGITS_MAX = 20
};

void buf_init(struct buf *b, size_t cap)
{
	*b = (struct buf){ .cap = cap };
}

void buf_release(struct buf *b)
{
	free(b->ptr);
	*b = (struct buf){ .cap = b->cap };
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->full = false;
}

char *buf_reserve(struct buf *b, size_t n)
{
	size_t need;

	if (n > b->cap || b->len > b->cap - n) {
		b->full = true;
		return NULL;
	}
	need = b->len + n + 1;
	if (need > b->space) {
		size_t space = b->space ? b->space * 2 : 64;

		/* Never more room than the cap allows: buf_add counts on it. */
		if (space > b->cap)
			space = b->cap + 1;
		if (space < need)
			space = need;
		b->ptr = x_realloc_array(b->ptr, space, 1);
		b->space = space;
	}
	return b->ptr + b->len;
}

void buf_grew(struct buf *b, size_t n)
{
	ASSERT(b->len + n < b->space);
	b->len += n;
	b->ptr[b->len] = '\0';
}

void buf_add_str(struct buf *b, const char *str)
{
	buf_add(b, span_of(str));
}

static size_t digits_of(uint64_t n)
{
	size_t digits = 1;

	for (uint64_t limit = 10; n >= limit && digits < DIGITS_MAX;
	     limit *= 10)
		digits++;
	return digits;
}

/* Counted first, so that they are written where they are to stand. */
void buf_add_u64(struct buf *b, uint64_t n)
{
	size_t digits = digits_of(n);
	char *to = digits < b->space - b->len ? b->ptr + b->len
					      : buf_reserve(b, digits);

	if (!to)
		return;
	b->len += digits;
	to[digits] = '\0';
	while (digits > 0) {
		to[--digits] = (char)('0' + n % 10);
		n /= 10;
	}
}

void buf_add_format(struct buf *b, const char *format, ...)
{
	size_t room;
	va_list args;
	char *to;
	int len;

	/* Most often it fits at once. */
	if (b->cap - b->len >= FORMAT_ROOM)
		buf_reserve(b, FORMAT_ROOM);
	room = b->space - b->len;
	va_start(args, format);
	len = vsnprintf(room ? b->ptr + b->len : NULL, room, format, args);
	va_end(args);
	ASSERT(len >= 0);
	to = buf_reserve(b, (size_t)len);
	if (to && (size_t)len >= room) {
		va_start(args, format);
		vsnprintf(to, (size_t)len + 1, format, args);
		va_end(args);
	}
	if (to)
		buf_grew(b, (size_t)len);
	else if (room)
		b->ptr[b->len] = '\0';
}

void buf_drop_front(struct buf *b, size_t n)
{
	ASSERT(n <= b->len);
	if (n == 0)
		return;
	memmove(b->ptr, b->ptr + n, b->len - n);
	b->len -= n;
	b->ptr[b->len] = '\0';
}

void buf_truncate(struct buf *b, size_t len)
{
	ASSERT(len <= b->len);
	b->len = len;
	if (b->ptr)
		b->ptr[len] = '\0';
}

struct span buf_span(const struct buf *b)
{
	return span_make(b->ptr, b->len);
}

const char *buf_str(const struct buf *b)
{
	return b->ptr && b->len ? b->ptr : "";
}
