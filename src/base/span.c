/* SPDX-License-Identifier: MIT */
#include "base/span.h"

#include <string.h>

bool span_eq(struct span a, struct span b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool eq_nocase(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] && span_lower(a[i]) != span_lower(b[i]))
			return false;
	return true;
}

bool span_eq_nocase(struct span a, struct span b)
{
	return a.len == b.len && eq_nocase(a.ptr, b.ptr, a.len);
}

bool span_starts(struct span s, struct span prefix)
{
	return s.len >= prefix.len &&
	       span_eq(span_make(s.ptr, prefix.len), prefix);
}

bool span_starts_nocase(struct span s, struct span prefix)
{
	return s.len >= prefix.len && eq_nocase(s.ptr, prefix.ptr, prefix.len);
}

bool span_ends(struct span s, struct span suffix)
{
	return s.len >= suffix.len &&
	       span_eq(span_from(s, s.len - suffix.len), suffix);
}

int span_cmp(struct span a, struct span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.ptr, b.ptr, len) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

int span_cmp_nocase(struct span a, struct span b)
{
	size_t len = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < len; i++) {
		unsigned char x = (unsigned char)span_lower(a.ptr[i]);
		unsigned char y = (unsigned char)span_lower(b.ptr[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a.len > b.len) - (a.len < b.len);
}

size_t span_find(struct span s, struct span needle)
{
	const char *at;

	if (needle.len == 0)
		return 0;
	if (s.len == 0)
		return 0;
	at = memmem(s.ptr, s.len, needle.ptr, needle.len);
	return at ? (size_t)(at - s.ptr) : s.len;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span s)
{
	while (s.len && is_blank(s.ptr[0]))
		s = span_from(s, 1);
	while (s.len && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool span_cut(struct span *rest, char sep, struct span *out_piece)
{
	size_t at;

	if (!rest->ptr)
		return false;
	at = span_find_char(*rest, sep);
	*out_piece = span_first(*rest, at);
	if (at == rest->len)
		*rest = (struct span){ NULL, 0 };
	else
		*rest = span_from(*rest, at + 1);
	return true;
}
