/* SPDX-License-Identifier: MIT */
/*
 * The payload of a blob, little-endian: u16 length of the base name, the base
 * name, then the fields: a mark, their number, for each of them u8 tag, u32
 * length, u32 sum of its bytes, and behind that the bytes of all. So a field is
 * found and trusted without a look at the others. A payload without fields is
 * of a message that nobody has parsed yet.
 */
#include "store/store_priv.h"

#include <endian.h>
#include <string.h>

#include "index/index_sum.h"

/* Of what fields may take: room for a base name and the tags is left. */
enum {
	FIELDS_MAX = STORE_BLOB_CAP - 4096
};

/* Before the fields; another when what they are changes. */
static const unsigned char mark = 0xf2;
enum {
	HEAD = 2,
	ENTRY = 9
};

static size_t fields_size(const struct mime_summary *s)
{
	return s->envelope.len + s->structure.len + s->body.len +
	       s->headers.len + s->table.len + s->parts.len + s->preview.len;
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

bool store_blob_summarize_header(struct mime_summary *s, struct span bytes,
				 const struct mime_limits *limits)
{
	return mime_summary_make_header(s, bytes, limits) &&
	       fields_size(s) <= FIELDS_MAX;
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

/* ---- fields ---- */

struct field {
	enum store_field tag;
	struct span bytes;
};

/* The tag goes into the sum, and the length by itself. */
static uint32_t sum_of(unsigned char tag, struct span bytes)
{
	return index_sum_fold(index_sum(tag, bytes));
}

static void add_fields(struct buf *out, const struct field *field, size_t count)
{
	size_t size = HEAD + count * ENTRY;

	for (size_t i = 0; i < count; i++)
		size += field[i].bytes.len;
	buf_reserve(out, size); /* grown at once */
	buf_add_char(out, (char)mark);
	buf_add_char(out, (char)count);
	for (size_t i = 0; i < count; i++) {
		unsigned char tag = (unsigned char)field[i].tag;

		buf_add_char(out, (char)tag);
		add_le(out, field[i].bytes.len, 4);
		add_le(out, sum_of(tag, field[i].bytes), 4);
	}
	for (size_t i = 0; i < count; i++)
		buf_add(out, field[i].bytes);
}

static void add_header_fields(struct buf *out, const struct mime_summary *s)
{
	const struct field fields[] = {
		{ STORE_ORDER, buf_span(&s->order) },
		{ STORE_ENVELOPE, buf_span(&s->envelope) },
		{ STORE_TABLE, buf_span(&s->table) },
		{ STORE_HEADERS, buf_span(&s->headers) },
	};

	add_fields(out, fields, ARRAY_LEN(fields));
}

/* What is read of many messages at once comes first. */
static void add_all_fields(struct buf *out, const struct store_parsed *p)
{
	const struct mime_summary *s = &p->summary;
	const struct field fields[] = {
		{ STORE_ORDER, buf_span(&s->order) },
		{ STORE_STRUCTURE, buf_span(&s->structure) },
		{ STORE_ENVELOPE, buf_span(&s->envelope) },
		{ STORE_TABLE, buf_span(&s->table) },
		{ STORE_HEADERS, buf_span(&s->headers) },
		{ STORE_PREVIEW, buf_span(&s->preview) },
		{ STORE_BODY, buf_span(&s->body) },
		{ STORE_PARTS, buf_span(&s->parts) },
		{ STORE_CONTENT, span_make(p->content, sizeof(p->content)) },
		{ STORE_THREAD, span_make(p->thread, sizeof(p->thread)) },
	};

	add_fields(out, fields, ARRAY_LEN(fields));
}

void store_blob_add_parsed(struct buf *out, const struct store_parsed *p)
{
	if (p->is_header)
		add_header_fields(out, &p->summary);
	else
		add_all_fields(out, p);
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
	struct span base, fields;

	if (!store_blob_base(payload, &base))
		return span_make(NULL, 0);
	fields = span_from(payload, 2 + base.len);
	if (fields.len < HEAD || (unsigned char)fields.ptr[0] != mark)
		return span_make(NULL, 0);
	return fields;
}

static uint32_t get32(const char *at)
{
	uint32_t n;

	memcpy(&n, at, sizeof(n));
	return le32toh(n);
}

bool store_blob_find(struct span payload, enum store_field tag,
		     struct span *out)
{
	struct span fields = store_blob_fields(payload);
	size_t count = fields.len ? (unsigned char)fields.ptr[1] : 0;
	size_t at = HEAD + count * ENTRY;

	if (at > fields.len)
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *entry = fields.ptr + HEAD + i * ENTRY;
		unsigned char t = (unsigned char)entry[0];
		size_t len = get32(entry + 1);

		if (t == (unsigned char)tag) {
			*out = span_first(span_from(fields, at), len);
			return get32(entry + 5) == sum_of(t, *out);
		}
		at += len;
	}
	return false;
}

struct store_sent store_blob_sent(struct span payload)
{
	struct mime_order order;
	struct span field;

	if (!store_blob_find(payload, STORE_ORDER, &field) ||
	    !mime_order_read(field, &order) || order.date <= 0 ||
	    order.date > UINT32_MAX || order.date_zone < INT16_MIN ||
	    order.date_zone > INT16_MAX)
		return (struct store_sent){ .seconds = 0 };
	return (struct store_sent){
		.seconds = (uint32_t)order.date,
		.zone = (int16_t)order.date_zone,
	};
}
