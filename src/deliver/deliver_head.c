/* SPDX-License-Identifier: MIT */
/*
 * Two looks at the same bytes: `top` gathers the first lines until one is not
 * a trace field of the MTA, then trace and lines are written; `line` follows
 * the header to its end. A header line longer than LINE_SEEN is judged by its
 * first bytes.
 */
#include "deliver/deliver_head.h"

#include <string.h>

enum {
	TOP_MAX = 8192,
	LINE_SEEN = 512,
	DELIVERED_MAX = 32768 /* of a loop, the newest come first */
};

void deliver_head_init(struct deliver_head *h,
		       const struct deliver_trace *trace,
		       deliver_head_write *write, deliver_head_place *place,
		       void *target)
{
	*h = (struct deliver_head){
		.trace = *trace,
		.write = write,
		.place = place,
		.target = target,
	};
	buf_init(&h->top, TOP_MAX);
	buf_init(&h->line, LINE_SEEN);
	buf_init(&h->delivered, DELIVERED_MAX);
}

void deliver_head_release(struct deliver_head *h)
{
	buf_release(&h->top);
	buf_release(&h->line);
	buf_release(&h->delivered);
}

/* The value of a field without "<>", if line is that field. */
static bool field_is(struct span line, struct span name, struct span *out_value)
{
	if (!span_starts_nocase(line, name))
		return false;
	*out_value = span_trim(span_from(line, name.len));
	if (out_value->len >= 2 && out_value->ptr[0] == '<' &&
	    span_ends(*out_value, SPAN(">")))
		*out_value = span_make(out_value->ptr + 1, out_value->len - 2);
	return true;
}

struct top_found {
	size_t len; /* of the MTA's lines */
	bool return_path;
	bool delivered_to;
};

static bool is_recipient(const struct deliver_trace *t, struct span value)
{
	return span_eq_nocase(value, t->recipient) ||
	       span_eq_nocase(value, t->origin) ||
	       span_eq_nocase(value, t->address);
}

/* Looks at the whole lines of `top`. True when it is clear where the MTA's
 * lines end. */
static bool top_is_clear(const struct deliver_head *h, struct top_found *out)
{
	struct span rest = buf_span(&h->top);

	*out = (struct top_found){ 0 };
	for (;;) {
		size_t lf = span_find_char(rest, '\n');
		struct span line = span_first(rest, lf);
		struct span value;

		if (lf == rest.len)
			return h->top.full;
		if (field_is(line, SPAN("Return-Path:"), &value) &&
		    span_eq_nocase(value, h->trace.sender))
			out->return_path = true;
		else if (field_is(line, SPAN("Delivered-To:"), &value) &&
			 is_recipient(&h->trace, value))
			out->delivered_to = true;
		else if (!field_is(line, SPAN("X-Original-To:"), &value))
			return true;
		rest = span_from(rest, lf + 1);
		out->len = h->top.len - rest.len;
	}
}

static void write_out(struct deliver_head *h, struct span bytes)
{
	if (bytes.len)
		h->write(h->target, bytes);
}

static void write_return_path(struct deliver_head *h)
{
	write_out(h, SPAN("Return-Path: <"));
	write_out(h, h->trace.sender);
	write_out(h, SPAN(">\n"));
}

/* Without brackets, as Dovecot and Postfix write it. */
static void write_delivered_to(struct deliver_head *h)
{
	write_out(h, SPAN("Delivered-To: "));
	write_out(h, h->trace.recipient);
	write_out(h, SPAN("\n"));
}

static void write_top(struct deliver_head *h, const struct top_found *found)
{
	struct span top = buf_span(&h->top);

	/* RFC 5321 4.4: Return-Path is the first line. */
	if (!found->return_path)
		write_return_path(h);
	write_out(h, span_first(top, found->len));
	if (h->place)
		h->place(h->target);
	if (!found->delivered_to && h->trace.recipient.ptr)
		write_delivered_to(h);
	write_out(h, h->trace.received);
	write_out(h, span_from(top, found->len));
	h->top_written = true;
	buf_reset(&h->top);
}

static void note_id(struct deliver_head *h, struct span value)
{
	struct span id = span_first(span_trim(value), sizeof(h->id) - 1);

	if (id.len)
		memcpy(h->id, id.ptr, id.len);
	h->id[id.len] = '\0';
	h->in_id = !id.len;
}

static void note_delivered(struct deliver_head *h, struct span value)
{
	if (!value.len || value.len >= DELIVERED_MAX - h->delivered.len)
		return;
	buf_add(&h->delivered, value);
	buf_add_char(&h->delivered, '\n');
}

static void note_received(struct deliver_head *h, struct span value)
{
	h->in_received = h->received++ == 0;
	if (h->in_received)
		deliver_queue_line(&h->queue, value);
}

/* A line that goes on with the field of the line before. */
static void folded_line(struct deliver_head *h, struct span line)
{
	if (h->in_id)
		note_id(h, line);
	if (h->in_received)
		deliver_queue_line(&h->queue, line);
}

static void field_line(struct deliver_head *h, struct span line)
{
	struct span value;

	h->in_id = false;
	h->in_received = false;
	if (field_is(line, SPAN("Received:"), &value))
		note_received(h, value);
	else if (h->received && field_is(line, SPAN("Delivered-To:"), &value))
		note_delivered(h, value);
	else if (!h->id[0] && span_starts_nocase(line, SPAN("Message-ID:")))
		note_id(h, span_from(line, SPAN("Message-ID:").len));
}

static void header_line(struct deliver_head *h)
{
	struct span line = buf_span(&h->line);

	if (!line.len || span_eq(line, SPAN("\r")))
		h->body = true;
	else if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
		folded_line(h, line);
	else
		field_line(h, line);
	buf_reset(&h->line);
}

bool deliver_head_was_delivered(const struct deliver_head *h,
				struct span address)
{
	struct span rest = buf_span(&h->delivered);
	struct span value;

	while (span_cut(&rest, '\n', &value))
		if (value.len && span_eq_nocase(value, address))
			return true;
	return false;
}

/* Follows the header through these bytes. */
static void scan(struct deliver_head *h, struct span bytes)
{
	while (bytes.len && !h->body) {
		size_t lf = span_find_char(bytes, '\n');
		struct span piece = span_first(bytes, lf);

		buf_add(&h->line, span_first(piece, LINE_SEEN - h->line.len));
		if (lf == bytes.len)
			return;
		header_line(h);
		bytes = span_from(bytes, lf + 1);
	}
}

void deliver_head_add(struct deliver_head *h, struct span bytes)
{
	struct top_found found;
	struct span held;

	if (!h->body)
		scan(h, bytes);
	if (!h->top_written) {
		held = span_first(bytes, TOP_MAX - h->top.len);
		buf_add(&h->top, held);
		bytes = span_from(bytes, held.len);
		h->top.full = h->top.len == TOP_MAX;
		if (!top_is_clear(h, &found))
			return;
		write_top(h, &found);
	}
	write_out(h, bytes);
}

void deliver_head_end(struct deliver_head *h)
{
	struct top_found found;

	if (h->top_written)
		return;
	h->top.full = true;
	if (top_is_clear(h, &found))
		write_top(h, &found);
}
