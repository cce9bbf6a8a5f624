/* SPDX-License-Identifier: MIT */
/*
 * A piece of bytes that somebody else owns, passed by value.
 *
 * Bytes may be NUL or 8-bit. A span never owns memory; it is valid as long as
 * what it points into. Comparisons marked _nocase fold ASCII letters only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *ptr;
	size_t len;
};

#define SPAN(literal) ((struct span){ "" literal, sizeof(literal) - 1 })
/* for printf("%.*s") */
#define SPAN_ARG(s) ((int)(s).len), (s).ptr

/* The smallest are inline: parsers call them for every byte or line. */

/* str may be NULL: empty */
static inline struct span span_of(const char *str)
{
	return (struct span){ str, str ? strlen(str) : 0 };
}

static inline struct span span_make(const void *ptr, size_t len)
{
	return (struct span){ (const char *)ptr, len };
}

static inline bool span_is_empty(struct span s)
{
	return s.len == 0;
}

bool span_eq(struct span a, struct span b);
bool span_eq_nocase(struct span a, struct span b);
bool span_starts(struct span s, struct span prefix);
bool span_starts_nocase(struct span s, struct span prefix);
bool span_ends(struct span s, struct span suffix);
/* bytewise order like memcmp, shorter first */
int span_cmp(struct span a, struct span b);
int span_cmp_nocase(struct span a, struct span b);

/* Index of the first c, or s.len. */
static inline size_t span_find_char(struct span s, char c)
{
	const char *at = s.len ? (const char *)memchr(s.ptr, c, s.len) : NULL;

	return at ? (size_t)(at - s.ptr) : s.len;
}

/* Index of the first needle, or s.len. An empty needle is found at 0. */
size_t span_find(struct span s, struct span needle);

/* The part from index at (clamped), and the first n bytes (clamped). */
static inline struct span span_from(struct span s, size_t at)
{
	if (at > s.len)
		at = s.len;
	return (struct span){ s.ptr ? s.ptr + at : NULL, s.len - at };
}

static inline struct span span_first(struct span s, size_t n)
{
	return (struct span){ s.ptr, n < s.len ? n : s.len };
}

/* Without leading and trailing space, tab, CR, LF. */
struct span span_trim(struct span s);
/*
 * Cuts the piece before the first sep off *rest into *out_piece and moves
 * *rest behind sep. The last piece leaves *rest with ptr NULL; a rest with ptr
 * NULL returns false.
 */
bool span_cut(struct span *rest, char sep, struct span *out_piece);

/* ASCII */
static inline char span_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
