/* SPDX-License-Identifier: MIT */
/*
 * A growable byte buffer with a cap given at birth.
 *
 * A write that would pass the cap writes nothing and sets `full`; check it
 * once after a series of writes. Memory is kept by buf_reset for reuse. The
 * bytes are always followed by a NUL that is not counted.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct buf {
	char *ptr;
	size_t len;
	size_t space; /* at most cap + 1 */
	size_t cap;
	bool full;
};

void buf_init(struct buf *b, size_t cap);
void buf_release(struct buf *b);
void buf_reset(struct buf *b);

void buf_add_str(struct buf *b, const char *str);
void buf_add_u64(struct buf *b, uint64_t n); /* decimal */
void buf_add_format(struct buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* At least n writable bytes at b->ptr + b->len, or NULL past the cap (sets
 * full). Commit them with buf_grew. */
char *buf_reserve(struct buf *b, size_t n);
void buf_grew(struct buf *b, size_t n);

/* Inline, because answers are put together of pieces of a few bytes, often of
 * a length that the compiler knows. */

static inline void buf_add(struct buf *b, struct span s)
{
	char *to = s.len < b->space - b->len ? b->ptr + b->len
					     : buf_reserve(b, s.len);

	if (!to)
		return;
	if (s.len)
		memcpy(to, s.ptr, s.len);
	to[s.len] = '\0';
	b->len += s.len;
}

static inline void buf_add_char(struct buf *b, char c)
{
	buf_add(b, span_make(&c, 1));
}

/* Forgets the first n bytes, moving the rest to the front. */
void buf_drop_front(struct buf *b, size_t n);
/* Shortens to len bytes. */
void buf_truncate(struct buf *b, size_t len);

struct span buf_span(const struct buf *b);
const char *buf_str(const struct buf *b); /* never NULL */
