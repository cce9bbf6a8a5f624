/* SPDX-License-Identifier: MIT */
/* The numbers are those of the steps in RFC 5256 2.1. */
#include "mime/mime_subject.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void mime_subject_normalize(struct buf *out, struct span decoded)
{
	decoded = span_trim(decoded);
	for (size_t i = 0; i < decoded.len; i++) {
		if (!is_space(decoded.ptr[i]))
			buf_add_char(out, decoded.ptr[i]);
		else if (!is_space(decoded.ptr[i - 1]))
			buf_add_char(out, ' ');
	}
}

static void skip_space(struct span *s)
{
	while (s->len && s->ptr[0] == ' ')
		*s = span_from(*s, 1);
}

/* subj-blob */
static bool take_blob(struct span *s)
{
	size_t end = span_find_char(*s, ']');

	if (!span_starts(*s, SPAN("[")) || end == s->len ||
	    span_find_char(span_from(*s, 1), '[') < end - 1)
		return false;
	*s = span_from(*s, end + 1);
	skip_space(s);
	return true;
}

/* subj-refwd */
static bool take_reply(struct span *s)
{
	struct span at;

	if (span_starts_nocase(*s, SPAN("fwd")))
		at = span_from(*s, 3);
	else if (span_starts_nocase(*s, SPAN("re")) ||
		 span_starts_nocase(*s, SPAN("fw")))
		at = span_from(*s, 2);
	else
		return false;
	skip_space(&at);
	take_blob(&at);
	if (!span_starts(at, SPAN(":")))
		return false;
	*s = span_from(at, 1);
	return true;
}

/* (2) */
static void drop_trailers(struct span *s, bool *is_reply)
{
	for (;;) {
		*s = span_trim(*s);
		if (s->len < 5 ||
		    !span_eq_nocase(span_from(*s, s->len - 5), SPAN("(fwd)")))
			return;
		s->len -= 5;
		*is_reply = true;
	}
}

/* (3) */
static bool drop_leader(struct span *s, bool *is_reply)
{
	struct span at;

	skip_space(s);
	at = *s;
	while (take_blob(&at))
		;
	if (!take_reply(&at))
		return false;
	*s = at;
	*is_reply = true;
	return true;
}

/* (4): unless nothing were left */
static bool drop_blob(struct span *s)
{
	struct span at = *s;

	if (!take_blob(&at) || at.len == 0)
		return false;
	*s = at;
	return true;
}

/* (6) */
static bool unwrap(struct span *s, bool *is_reply)
{
	if (!span_starts_nocase(*s, SPAN("[fwd:")) || !span_ends(*s, SPAN("]")))
		return false;
	*s = span_make(s->ptr + 5, s->len - 6);
	*is_reply = true;
	return true;
}

struct span mime_subject_base(struct span normalized, bool *out_is_reply)
{
	struct span s = normalized;

	*out_is_reply = false;
	do {
		drop_trailers(&s, out_is_reply);
		while (drop_leader(&s, out_is_reply) || drop_blob(&s)) /* (5) */
			;
	} while (unwrap(&s, out_is_reply));
	return s;
}
