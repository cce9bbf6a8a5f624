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

/* Sorted, for bisection. */
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

bool mime_summary_keeps(struct span field_name)
{
	size_t low = 0;
	size_t high = ARRAY_LEN(kept);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = span_cmp_nocase(field_name, kept[middle]);

		if (order == 0)
			return true;
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

static void keep_headers(struct mime_summary *s, struct span header,
			 bool is_whole)
{
	struct mime_field field;

	if (!is_whole) {
		buf_add_str(&s->headers, "\r\n");
		return;
	}
	while (mime_header_next(&header, &field)) {
		if (!mime_summary_keeps(field.name))
			continue;
		mime_text_add_crlf(&s->headers, field.raw);
		/* The message may end within its header. */
		if (field.raw.ptr[field.raw.len - 1] != '\n')
			buf_add_str(&s->headers, "\r\n");
	}
}

static void read_date(struct mime_summary *s, struct span header)
{
	struct mime_field field;

	if (mime_header_find(header, SPAN("Date"), &field) &&
	    !mime_date_parse(field.value, &s->date, &s->date_zone))
		s->date = INT64_MIN;
}

static void fill(struct mime_summary *s, struct span message,
		 const struct mime_limits *limits)
{
	uint32_t addresses_left = MIME_ENVELOPE_ADDRESSES;
	auto_arena struct arena arena;
	struct mime_tree tree;
	struct span header;

	arena_init(&arena);
	tree = mime_structure_parse(message, limits, &arena);
	header = mime_structure_header(tree.root, message);
	s->size = message.len;
	s->vsize = tree.vsize;
	mime_envelope_write(&s->envelope, header, &addresses_left);
	mime_body_write(&s->structure, tree.root, message, MIME_BODYSTRUCTURE,
			&arena);
	mime_body_write(&s->body, tree.root, message, MIME_BODY, &arena);
	mime_parts_pack(&s->parts, tree.root, &arena);
	mime_preview_write(&s->preview, tree.root, message, &arena);
	keep_headers(s, header,
		     header.len == tree.root->body.at &&
			     mime_header_is_closed(header));
	read_date(s, header);
	mime_order_make(&s->order, header, s->date, s->date_zone);
}

void mime_summary_make(struct mime_summary *s, struct span message,
		       const struct mime_limits *limits)
{
	reset(s);
	fill(s, message, limits);
	if (s->envelope.full || s->structure.full || s->body.full ||
	    s->headers.full || s->parts.full || s->order.full) {
		reset(s);
		fill(s, message, &least_limits);
	}
}
