/* SPDX-License-Identifier: MIT */
/*
 * Input by lines and pieces. Of a line that was too long the rest is dropped as
 * it comes, before whatever is read next; its last bytes are kept.
 */
#include <string.h>

#include "base/check.h"
#include "io/stream_priv.h"

/* Of a line that is dropped: three may be two and a CR. */
static void note_tail(struct stream *s, struct span part)
{
	size_t n = part.len < sizeof(s->tail) ? part.len : sizeof(s->tail);

	memmove(s->tail, s->tail + n, sizeof(s->tail) - n);
	memcpy(s->tail + sizeof(s->tail) - n, part.ptr + part.len - n, n);
}

/* Drops what is left of a line that was too long. */
static bool skip_line(struct stream *s, struct err *err)
{
	while (s->skipping) {
		struct span rest = stream_unread_input(s);
		size_t at = span_find_char(rest, '\n');

		s->skipping = at == rest.len;
		note_tail(s, span_first(rest, at));
		s->in_at += s->skipping ? at : at + 1;
		if (s->skipping && !stream_fill(s, err))
			return false;
	}
	return true;
}

static bool line_too_long(struct stream *s, size_t consumed, bool ended,
			  size_t max, struct err *err)
{
	note_tail(s, span_first(stream_unread_input(s), consumed - ended));
	s->in_at += consumed;
	s->skipping = !ended;
	return err_set(err, ERR_LIMIT, "Line longer than %zu bytes", max);
}

bool stream_read_is_too_long(const struct stream *s, struct span rest,
			     size_t max)
{
	return (rest.len > max && rest.len - max > 1) || rest.len >= s->in.cap;
}

bool stream_read_line(struct stream *s, size_t max, struct span *out,
		      struct err *err)
{
	size_t searched = 0;

	if (s->failed)
		return stream_stay_failed(s, err);
	if (!skip_line(s, err))
		return false;
	for (;;) {
		struct span rest = stream_unread_input(s);
		size_t at = searched +
			    span_find_char(span_from(rest, searched), '\n');

		if (at < rest.len) {
			struct span line = span_first(rest, at);

			if (span_ends(line, SPAN("\r")))
				line.len--;
			if (line.len > max)
				return line_too_long(s, at + 1, true, max, err);
			s->in_at += at + 1;
			*out = line;
			return true;
		}
		if (stream_read_is_too_long(s, rest, max))
			return line_too_long(s, rest.len, false, max, err);
		searched = rest.len;
		if (!stream_fill(s, err))
			return false;
	}
}

bool stream_read_away(struct stream *s, char out_end[2], struct err *err)
{
	if (s->failed)
		return stream_stay_failed(s, err);
	if (!skip_line(s, err))
		return false;
	memcpy(out_end, s->tail + (s->tail[2] != '\r'), 2);
	return true;
}

bool stream_read_some(struct stream *s, size_t max, struct span *out,
		      struct err *err)
{
	ASSERT(max > 0);
	if (s->failed)
		return stream_stay_failed(s, err);
	if (!skip_line(s, err))
		return false;
	if (stream_unread_input(s).len == 0 && !stream_fill(s, err))
		return false;
	*out = span_first(stream_unread_input(s), max);
	s->in_at += out->len;
	return true;
}
