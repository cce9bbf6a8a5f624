/* SPDX-License-Identifier: MIT */
/* Bytes from hexadecimal digits, of both cases; the only place that does so. */
#pragma once

#include <stdint.h>

#include "base/buf.h"

/* -1: it is none. Inline, because decoders call it for every byte. */
static inline int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = span_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the first two digits of s stand for; -1: s begins otherwise. */
static inline int hex_byte(struct span s)
{
	int high = s.len > 1 ? hex_digit(s.ptr[0]) : -1;
	int low = s.len > 1 ? hex_digit(s.ptr[1]) : -1;

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Size bytes of exactly twice as many digits; false: s is something else. */
bool hex_parse(struct span s, void *out, size_t size);
/*
 * Appends text with the byte itself for each mark and its two digits: '%' of
 * RFC 3986 2.1, '+' of RFC 3461 4. A mark without digits stands for itself;
 * then the answer is false.
 */
bool hex_unescape(struct buf *out, struct span text, char mark);
