/* SPDX-License-Identifier: MIT */
#include "mime/mime_summary.h"

#include <string.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_body.h"
#include "mime/mime_envelope.h"
#include "mime/mime_header.h"
#include "mime/mime_order.h"
#include "mime/mime_parts.h"
#include "mime/mime_preview.h"
#include "mime/mime_structure.h"
#include "mime/mime_text.h"

enum {
	OUTPUT_MAX = 16 * 1024 * 1024
};

const struct mime_limits mime_summary_limits = {
	.parts = 10000,
	.depth = 100,
	.header_bytes = 1024 * 1024,
};

/* With these no output can pass OUTPUT_MAX. */
static const struct mime_limits least_limits = {
	.parts = 1,
	.depth = 0,
	.header_bytes = 64 * 1024,
};

/* Sorted, for bisection. Their places are the numbers in the tables that are
 * kept: whoever changes this list changes that format. */
static const struct span kept[] = {
	SPAN("Auto-Submitted"),
	SPAN("Bcc"),
	SPAN("Cc"),
	SPAN("Content-Description"),
	SPAN("Content-Disposition"),
	SPAN("Content-Transfer-Encoding"),
	SPAN("Content-Type"),
	SPAN("Date"),
	SPAN("Delivered-To"),
	SPAN("Disposition-Notification-To"),
	SPAN("From"),
	SPAN("Importance"),
	SPAN("In-Reply-To"),
	SPAN("Lines"),
	SPAN("List-Id"),
	SPAN("List-Post"),
	SPAN("List-Unsubscribe"),
	SPAN("Message-ID"),
	SPAN("MIME-Version"),
	SPAN("Newsgroups"),
	SPAN("Precedence"),
	SPAN("Priority"),
	SPAN("References"),
	SPAN("Reply-To"),
	SPAN("Resent-Date"),
	SPAN("Resent-From"),
	SPAN("Return-Path"),
	SPAN("Sender"),
	SPAN("Status"),
	SPAN("Subject"),
	SPAN("To"),
	SPAN("User-Agent"),
	SPAN("X-Keywords"),
	SPAN("X-Label"),
	SPAN("X-Mailer"),
	SPAN("X-Priority"),
	SPAN("X-Spam-Flag"),
	SPAN("X-Spam-Status"),
	SPAN("X-Status"),
	SPAN("X-TUID"),
};

/* An entry of the table, in the order of the fields: number, u16 length. */
enum {
	ENTRY = 3,
	ENTRY_LEN_MAX = UINT16_MAX
};

bool mime_summary_keeps(struct span field_name)
{
	unsigned number;

	return mime_summary_number(field_name, &number);
}

bool mime_summary_number(struct span field_name, unsigned *out)
{
	size_t low = 0;
	size_t high = ARRAY_LEN(kept);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = span_cmp_nocase(field_name, kept[middle]);

		if (order == 0) {
			*out = (unsigned)middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

void mime_summary_init(struct mime_summary *s)
{
	*s = (struct mime_summary){ .date = INT64_MIN };
	buf_init(&s->envelope, OUTPUT_MAX);
	buf_init(&s->structure, OUTPUT_MAX);
	buf_init(&s->body, OUTPUT_MAX);
	buf_init(&s->headers, OUTPUT_MAX);
	buf_init(&s->table, OUTPUT_MAX);
	buf_init(&s->parts, OUTPUT_MAX);
	buf_init(&s->order, OUTPUT_MAX);
	buf_init(&s->preview, OUTPUT_MAX);
}

void mime_summary_release(struct mime_summary *s)
{
	buf_release(&s->envelope);
	buf_release(&s->structure);
	buf_release(&s->body);
	buf_release(&s->headers);
	buf_release(&s->table);
	buf_release(&s->parts);
	buf_release(&s->order);
	buf_release(&s->preview);
}

static void reset(struct mime_summary *s)
{
	buf_reset(&s->envelope);
	buf_reset(&s->structure);
	buf_reset(&s->body);
	buf_reset(&s->headers);
	buf_reset(&s->table);
	buf_reset(&s->parts);
	buf_reset(&s->order);
	buf_reset(&s->preview);
	s->date = INT64_MIN;
	s->date_zone = 0;
}

bool mime_summary_is_whole(struct span headers)
{
	return !span_starts(headers, SPAN("\r\n"));
}

/* A field too long for it leaves a table that is of no use. */
static void add_entry(struct buf *table, unsigned number, size_t len)
{
	const char entry[ENTRY] = { (char)number, (char)len, (char)(len >> 8) };

	if (len <= ENTRY_LEN_MAX)
		buf_add(table, span_make(entry, ENTRY));
}

static void keep_headers(struct mime_summary *s, struct span header,
			 bool is_whole)
{
	struct mime_field field;
	unsigned number;
	size_t at;

	if (!is_whole) {
		buf_add_str(&s->headers, "\r\n");
		return;
	}
	while (mime_header_next(&header, &field)) {
		if (!mime_summary_number(field.name, &number))
			continue;
		at = s->headers.len;
		mime_text_add_crlf(&s->headers, field.raw);
		/* The message may end within its header. */
		if (field.raw.ptr[field.raw.len - 1] != '\n')
			buf_add_str(&s->headers, "\r\n");
		add_entry(&s->table, number, s->headers.len - at);
	}
}

static size_t entry_len(const char *entry)
{
	return (unsigned char)entry[1] | (size_t)(unsigned char)entry[2] << 8;
}

static bool is_table_of(struct span table, struct span headers)
{
	size_t sum = 0;

	for (size_t i = 0; i + ENTRY <= table.len; i += ENTRY)
		sum += entry_len(table.ptr + i);
	return table.len % ENTRY == 0 && sum == headers.len;
}

bool mime_summary_pick(struct buf *out, struct span headers, struct span table,
		       uint64_t wanted)
{
	size_t from = 0; /* of a run of wanted ones */
	size_t at = 0;

	if (!is_table_of(table, headers))
		return false;
	for (size_t i = 0; i < table.len; i += ENTRY) {
		unsigned number = (unsigned char)table.ptr[i];
		size_t end = at + entry_len(table.ptr + i);

		if (number >= 64 || !(wanted >> number & 1)) {
			buf_add(out, span_from(span_first(headers, at), from));
			from = end;
		}
		at = end;
	}
	buf_add(out, span_from(headers, from));
	return true;
}

static void read_date(struct mime_summary *s, struct span header)
{
	struct mime_field field;

	if (mime_header_find(header, SPAN("Date"), &field) &&
	    !mime_date_parse(field.value, &s->date, &s->date_zone))
		s->date = INT64_MIN;
}

/* What a header tells. */
static void fill_header(struct mime_summary *s, struct span header,
			bool is_whole)
{
	uint32_t addresses_left = MIME_ENVELOPE_ADDRESSES;

	mime_envelope_write(&s->envelope, header, &addresses_left);
	keep_headers(s, header, is_whole);
	read_date(s, header);
	mime_order_make(&s->order, header, s->date, s->date_zone);
}

static void fill(struct mime_summary *s, struct span message,
		 const struct mime_limits *limits)
{
	auto_arena struct arena arena;
	struct mime_tree tree;
	struct span header;

	arena_init(&arena);
	tree = mime_structure_parse(message, limits, &arena);
	header = mime_structure_header(tree.root, message);
	s->size = message.len;
	s->vsize = tree.vsize;
	mime_body_write(&s->structure, tree.root, message, MIME_BODYSTRUCTURE,
			&arena);
	mime_body_write(&s->body, tree.root, message, MIME_BODY, &arena);
	mime_parts_pack(&s->parts, tree.root, &arena);
	mime_preview_write(&s->preview, tree.root, message, &arena);
	fill_header(s, header,
		    header.len == tree.root->body.at &&
			    mime_header_is_closed(header));
}

static bool is_full(const struct mime_summary *s)
{
	return s->envelope.full || s->structure.full || s->body.full ||
	       s->headers.full || s->parts.full || s->order.full;
}

void mime_summary_make(struct mime_summary *s, struct span message,
		       const struct mime_limits *limits)
{
	reset(s);
	fill(s, message, limits);
	if (is_full(s)) {
		reset(s);
		fill(s, message, &least_limits);
	}
}

bool mime_summary_make_header(struct mime_summary *s, struct span bytes,
			      const struct mime_limits *limits)
{
	struct span header = span_first(bytes, mime_header_length(bytes));

	reset(s);
	if (header.len > limits->header_bytes || !mime_header_is_closed(header))
		return false;
	fill_header(s, header, true);
	return !is_full(s);
}
