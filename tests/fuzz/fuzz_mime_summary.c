/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a message: what comes out is well-formed IMAP and lies within
 * the message. Any bytes as a table of parts, too.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/num.h"
#include "mime/mime_header.h"
#include "mime/mime_summary.h"
#include "mime/mime_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t quoted_length(struct span s)
{
	size_t at = 1;

	while (at < s.len && s.ptr[at] != '"') {
		ASSERT(s.ptr[at] != '\r' && s.ptr[at] != '\n');
		at += s.ptr[at] == '\\' ? 2 : 1;
	}
	ASSERT(at < s.len);
	return at + 1;
}

static size_t literal_length(struct span s)
{
	struct span rest = span_from(s, 1);
	uint64_t len;

	ASSERT(num_take_u64(&rest, UINT32_MAX, &len));
	ASSERT(span_starts(rest, SPAN("}\r\n")));
	rest = span_from(rest, 3);
	ASSERT(rest.len >= len);
	return (size_t)(rest.ptr - s.ptr) + len;
}

static size_t token_length(struct span s)
{
	if (s.ptr[0] == '"')
		return quoted_length(s);
	if (s.ptr[0] == '{')
		return literal_length(s);
	if (span_starts(s, SPAN("NIL")))
		return 3;
	ASSERT(strchr("() 0123456789", s.ptr[0]));
	return 1;
}

static void check_list(struct span s)
{
	size_t depth = 0;

	ASSERT(s.len && s.ptr[0] == '(');
	ASSERT(memchr(s.ptr, '\0', s.len) == NULL);
	while (s.len) {
		depth += s.ptr[0] == '(';
		depth -= s.ptr[0] == ')';
		s = span_from(s, token_length(s));
		ASSERT(depth > 0 || s.len == 0);
	}
	ASSERT(depth == 0);
}

static void check_part(const struct mime_part_at *p, uint64_t size)
{
	ASSERT(p->header_at + p->header_len == p->body_at);
	ASSERT(p->body_at + p->body_len <= size);
	ASSERT(p->header_vlen >= p->header_len && p->body_vlen >= p->body_len);
	ASSERT(p->body_vlen <= 2 * p->body_len);
	if (p->is_message)
		ASSERT(p->inner_body_at + p->inner_body_len <=
		       p->body_at + p->body_len);
}

static void check_parts(struct span parts, uint64_t size)
{
	static const uint32_t path[] = { 1, 1, 2, 1 };
	struct mime_part_at part;
	size_t cursor = 0;
	size_t count = 0;

	while (mime_parts_next(parts, &cursor, &part)) {
		check_part(&part, size);
		count++;
	}
	ASSERT(count > 0 && cursor == parts.len);
	for (unsigned depth = 0; depth <= 4; depth++)
		if (mime_parts_find(parts, path, depth, &part))
			check_part(&part, size);
}

static void check_same(const struct buf *a, const struct buf *b)
{
	ASSERT(span_eq(buf_span(a), buf_span(b)));
}

/* What the header alone tells is what it tells with its message. */
static void check_header(const struct mime_summary *whole, struct span message,
			 const struct mime_limits *limits)
{
	struct span front = span_first(message, mime_header_length(message));
	struct mime_summary s;

	mime_summary_init(&s);
	if (mime_summary_make_header(&s, front, limits)) {
		check_same(&s.envelope, &whole->envelope);
		check_same(&s.headers, &whole->headers);
		check_same(&s.table, &whole->table);
		check_same(&s.order, &whole->order);
		ASSERT(s.date == whole->date);
	} else {
		ASSERT(!mime_summary_is_whole(buf_span(&whole->headers)));
	}
	mime_summary_release(&s);
}

static void check_picked(const struct mime_summary *s, uint64_t wanted)
{
	struct span rest = buf_span(&s->headers);
	struct mime_field field;
	struct buf picked, want;
	unsigned number;

	buf_init(&picked, SIZE_MAX / 4);
	buf_init(&want, SIZE_MAX / 4);
	if (mime_summary_pick(&picked, rest, buf_span(&s->table), wanted)) {
		while (mime_header_next(&rest, &field)) {
			ASSERT(mime_summary_number(field.name, &number));
			if (wanted >> number & 1)
				buf_add(&want, field.raw);
		}
		check_same(&picked, &want);
	}
	buf_release(&picked);
	buf_release(&want);
}

static void check_message(struct span message, const struct mime_limits *limits)
{
	struct mime_summary s;
	struct mime_part_at whole;

	mime_summary_init(&s);
	mime_summary_make(&s, message, limits);
	check_list(buf_span(&s.envelope));
	check_list(buf_span(&s.structure));
	check_list(buf_span(&s.body));
	check_parts(buf_span(&s.parts), message.len);
	ASSERT(s.size == message.len);
	ASSERT(s.vsize == mime_text_crlf_size(message));
	ASSERT(mime_parts_find(buf_span(&s.parts), NULL, 0, &whole));
	ASSERT(whole.header_len == mime_header_length(message));
	ASSERT(whole.header_vlen + whole.body_vlen == s.vsize);
	ASSERT(mime_text_crlf_size(buf_span(&s.headers)) == s.headers.len);
	check_header(&s, message, limits);
	check_picked(&s, UINT64_C(0x5555555555555555));
	check_picked(&s, UINT64_MAX);
	mime_summary_release(&s);
}

static void read_as_table(struct span table)
{
	static const uint32_t path[] = { 1, 2 };
	struct mime_part_at part;
	size_t cursor = 0;

	while (mime_parts_next(table, &cursor, &part))
		continue;
	(void)mime_parts_find(table, path, 2, &part);
}

static void read_as_table_of_fields(struct span bytes)
{
	struct span headers = span_from(bytes, bytes.len / 2);
	struct buf out;

	buf_init(&out, SIZE_MAX / 4);
	if (mime_summary_pick(&out, headers, span_first(bytes, bytes.len / 2),
			      UINT64_MAX / 3))
		ASSERT(out.len <= headers.len);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mime_limits tight = { .parts = 3,
						  .depth = 2,
						  .header_bytes = 200 };
	struct span message = span_make(data, size);

	check_message(message, &mime_summary_limits);
	check_message(message, &tight);
	read_as_table(message);
	read_as_table_of_fields(message);
	return 0;
}
