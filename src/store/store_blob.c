/* SPDX-License-Identifier: MIT */
/*
 * The payload of a blob, little-endian: u16 length of the base name, the base
 * name, then fields of u8 tag, u32 length, bytes. A payload without fields is
 * of a message that nobody has parsed yet.
 */
#include "store/store_priv.h"

#include <string.h>

#include "index/index_sum.h"

/* Of what fields may take: room for a base name and the tags is left. */
enum {
	FIELDS_MAX = STORE_BLOB_CAP - 4096
};

static size_t fields_size(const struct mime_summary *s)
{
	return s->envelope.len + s->structure.len + s->body.len +
	       s->headers.len + s->parts.len + s->preview.len;
}

void store_blob_summarize(struct mime_summary *s, struct span message,
			  const struct mime_limits *limits)
{
	static const struct mime_limits coarser[] = {
		{ .parts = 500, .depth = 20, .header_bytes = 256 * 1024 },
		{ .parts = 50, .depth = 5, .header_bytes = 32 * 1024 },
		{ .parts = 1, .depth = 1, .header_bytes = 32 * 1024 },
	};

	mime_summary_make(s, message, limits);
	for (size_t i = 0; i < ARRAY_LEN(coarser); i++) {
		if (fields_size(s) <= FIELDS_MAX)
			return;
		mime_summary_release(s);
		mime_summary_init(s);
		mime_summary_make(s, message, &coarser[i]);
	}
}

static void add_le(struct buf *out, uint64_t n, unsigned bytes)
{
	char text[8];

	for (unsigned i = 0; i < bytes; i++)
		text[i] = (char)(n >> (8 * i));
	buf_add(out, span_make(text, bytes));
}

static uint64_t get_le(struct span s, unsigned bytes)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < bytes; i++)
		n |= (uint64_t)(unsigned char)s.ptr[i] << (8 * i);
	return n;
}

void store_blob_begin(struct buf *out, struct span base)
{
	ASSERT(base.len <= UINT16_MAX);
	buf_reset(out);
	add_le(out, base.len, 2);
	buf_add(out, base);
}

void store_blob_add(struct buf *out, enum store_field tag, struct span value)
{
	buf_add_char(out, (char)tag);
	add_le(out, value.len, 4);
	buf_add(out, value);
}

/* With a sum of its own, so that it can be trusted without a look at the rest
 * of the payload; the first, because a search reads no more. */
static void add_order(struct buf *out, struct span order)
{
	uint32_t sum = index_sum_fold(index_sum(0, order));

	buf_add_char(out, (char)STORE_ORDER);
	add_le(out, order.len + sizeof(sum), 4);
	add_le(out, sum, sizeof(sum));
	buf_add(out, order);
}

void store_blob_add_parsed(struct buf *out, const struct store_parsed *p)
{
	const struct mime_summary *s = &p->summary;

	add_order(out, buf_span(&s->order));
	store_blob_add(out, STORE_ENVELOPE, buf_span(&s->envelope));
	store_blob_add(out, STORE_STRUCTURE, buf_span(&s->structure));
	store_blob_add(out, STORE_BODY, buf_span(&s->body));
	store_blob_add(out, STORE_HEADERS, buf_span(&s->headers));
	store_blob_add(out, STORE_PARTS, buf_span(&s->parts));
	store_blob_add(out, STORE_CONTENT,
		       span_make(p->content, sizeof(p->content)));
	store_blob_add(out, STORE_THREAD,
		       span_make(p->thread, sizeof(p->thread)));
	store_blob_add(out, STORE_PREVIEW, buf_span(&s->preview));
}

bool store_blob_base(struct span payload, struct span *out)
{
	size_t len;

	if (payload.len < 2)
		return false;
	len = (size_t)get_le(payload, 2);
	if (len == 0 || len > payload.len - 2)
		return false;
	*out = span_make(payload.ptr + 2, len);
	return true;
}

struct span store_blob_fields(struct span payload)
{
	struct span base;

	if (!store_blob_base(payload, &base))
		return span_make(NULL, 0);
	return span_from(payload, 2 + base.len);
}

bool store_blob_find(struct span payload, enum store_field tag,
		     struct span *out)
{
	struct span rest = store_blob_fields(payload);

	while (rest.len >= 5) {
		unsigned char t = (unsigned char)rest.ptr[0];
		size_t len = (size_t)get_le(span_from(rest, 1), 4);

		rest = span_from(rest, 5);
		if (len > rest.len)
			return false;
		if (t == (unsigned char)tag) {
			*out = span_first(rest, len);
			return true;
		}
		rest = span_from(rest, len);
	}
	return false;
}

bool store_blob_order(struct span field, struct mime_order *out)
{
	struct span order = span_from(field, 4);

	return field.len > 4 &&
	       get_le(field, 4) == index_sum_fold(index_sum(0, order)) &&
	       mime_order_read(order, out);
}

struct store_sent store_blob_sent(struct span payload)
{
	struct mime_order order;
	struct span field;

	if (!store_blob_find(payload, STORE_ORDER, &field) ||
	    !store_blob_order(field, &order) || order.date <= 0 ||
	    order.date > UINT32_MAX || order.date_zone < INT16_MIN ||
	    order.date_zone > INT16_MAX)
		return (struct store_sent){ .seconds = 0 };
	return (struct store_sent){
		.seconds = (uint32_t)order.date,
		.zone = (int16_t)order.date_zone,
	};
}
