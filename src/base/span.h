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

struct span {
	const char *ptr;
	size_t len;
};

#define SPAN(literal) ((struct span){ "" literal, sizeof(literal) - 1 })
/* for printf("%.*s") */
#define SPAN_ARG(s) ((int)(s).len), (s).ptr

struct span span_of(const char *str); /* str may be NULL: empty */
struct span span_make(const void *ptr, size_t len);

bool span_is_empty(struct span s);
bool span_eq(struct span a, struct span b);
bool span_eq_nocase(struct span a, struct span b);
bool span_starts(struct span s, struct span prefix);
bool span_starts_nocase(struct span s, struct span prefix);
bool span_ends(struct span s, struct span suffix);
/* bytewise order like memcmp, shorter first */
int span_cmp(struct span a, struct span b);
int span_cmp_nocase(struct span a, struct span b);

/* Index of the first c, or s.len. */
size_t span_find_char(struct span s, char c);
/* Index of the first needle, or s.len. An empty needle is found at 0. */
size_t span_find(struct span s, struct span needle);

/* The part from index at (clamped), and the first n bytes (clamped). */
struct span span_from(struct span s, size_t at);
struct span span_first(struct span s, size_t n);
/* Without leading and trailing space, tab, CR, LF. */
struct span span_trim(struct span s);
/*
 * Cuts the piece before the first sep off *rest into *out_piece and moves
 * *rest behind sep. The last piece leaves *rest with ptr NULL; a rest with ptr
 * NULL returns false.
 */
bool span_cut(struct span *rest, char sep, struct span *out_piece);

char span_lower(char c); /* ASCII */
