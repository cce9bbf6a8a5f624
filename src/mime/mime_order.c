/* SPDX-License-Identifier: MIT */
#include "mime/mime_order.h"

#include <endian.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/hash.h"
#include "mime/mime_address.h"
#include "mime/mime_header.h"
#include "mime/mime_message_id.h"
#include "mime/mime_subject.h"
#include "mime/mime_text.h"
#include "mime/mime_word.h"

enum {
	IS_REPLY = 1,
	DATE_AT = 1 + 2,
	BASE_AT = DATE_AT + 8 + 4,
	LENGTHS_AT = BASE_AT + 2 + 2,
	HEAD = LENGTHS_AT + 2 * MIME_ORDER_TEXTS,
	/* Extracting a base takes time that grows with the square. */
	SUBJECT_MAX = 4096,
	FIELD_MAX = 1 << 20,
};

/* Where the fields of interest are; of repeated ones the first, as in an
 * envelope. */
struct fields {
	struct span subject, from, to, cc;
	struct span id, reply_to, references;
	bool subject_again;
};

static struct fields find_fields(struct span header)
{
	struct fields f = { .subject_again = false };
	const struct {
		struct span name;
		struct span *value;
	} wanted[] = {
		{ SPAN("Subject"), &f.subject },
		{ SPAN("From"), &f.from },
		{ SPAN("To"), &f.to },
		{ SPAN("Cc"), &f.cc },
		{ SPAN("Message-ID"), &f.id },
		{ SPAN("In-Reply-To"), &f.reply_to },
		{ SPAN("References"), &f.references },
	};
	struct mime_field field;

	while (mime_header_next(&header, &field)) {
		for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
			if (!span_eq_nocase(field.name, wanted[i].name))
				continue;
			if (!wanted[i].value->ptr)
				*wanted[i].value = field.value;
			else if (i == 0)
				f.subject_again = true;
		}
	}
	return f;
}

/* ---- texts ---- */

struct texts {
	struct buf text[MIME_ORDER_TEXTS];
	size_t base_at;
	size_t base_len;
	bool is_reply;
	uint16_t whole; /* bits */
};

/* Fields that are searched for by their name. */
static const struct {
	struct span name;
	enum mime_order_text text;
	bool has_addresses;
} searched[] = {
	{ SPAN("Subject"), MIME_ORDER_SUBJECT, false },
	{ SPAN("From"), MIME_ORDER_ALL_FROM, true },
	{ SPAN("To"), MIME_ORDER_ALL_TO, true },
	{ SPAN("Cc"), MIME_ORDER_ALL_CC, true },
	{ SPAN("Bcc"), MIME_ORDER_ALL_BCC, true },
	{ SPAN("Message-ID"), MIME_ORDER_ALL_MESSAGE_ID, false },
};

static size_t cut(size_t n)
{
	return n < MIME_ORDER_TEXT_MAX ? n : MIME_ORDER_TEXT_MAX;
}

static void add_subject(struct texts *t, const struct fields *f)
{
	struct buf *out = &t->text[MIME_ORDER_SUBJECT];
	auto_buf struct buf decoded;
	auto_buf struct buf normal;
	struct span all;
	struct span base;

	buf_init(&decoded, FIELD_MAX);
	buf_init(&normal, FIELD_MAX);
	mime_header_decode(&decoded, f->subject);
	mime_subject_normalize(&normal,
			       span_first(buf_span(&decoded), SUBJECT_MAX));
	all = buf_span(&normal);
	base = mime_subject_base(all, &t->is_reply);
	mime_text_fold(out, span_first(all, (size_t)(base.ptr - all.ptr)));
	t->base_at = out->len;
	mime_text_fold(out, base);
	t->base_len = out->len - t->base_at;
	mime_text_fold(out,
		       span_from(all, (size_t)(base.ptr - all.ptr) + base.len));
	if (!f->subject_again && !decoded.full &&
	    span_eq(all, buf_span(&decoded)))
		t->whole |= 1 << MIME_ORDER_SUBJECT;
	if (t->base_at + t->base_len <= MIME_ORDER_TEXT_MAX)
		return;
	/* So long a one is only kept for its base. */
	t->whole = 0;
	buf_drop_front(out, t->base_at);
	t->base_at = 0;
	t->base_len = cut(t->base_len);
}

/* RFC 5957 3 */
static void add_display(struct buf *out, const struct mime_address *a)
{
	auto_buf struct buf text;

	buf_init(&text, FIELD_MAX);
	if (a->kind == MIME_ADDRESS_MAILBOX && a->name.len)
		mime_word_decode(&text, a->name);
	if (text.len == 0) {
		mime_text_to_utf8(&text,
				  a->kind == MIME_ADDRESS_MAILBOX ? a->mailbox
								  : a->name,
				  "");
		if (a->mailbox.ptr && a->host.ptr) {
			buf_add_char(&text, '@');
			mime_text_to_utf8(&text, a->host, "");
		}
	}
	mime_text_fold(out, buf_span(&text));
}

/* display may be NULL. */
static void add_first(struct buf *out, struct buf *display, struct span value)
{
	struct mime_address_parser parser;
	struct mime_address a;
	auto_buf struct buf text;

	buf_init(&text, FIELD_MAX);
	mime_address_init(&parser, value);
	if (mime_address_next(&parser, &a)) {
		mime_text_to_utf8(&text,
				  a.kind == MIME_ADDRESS_MAILBOX ? a.mailbox
								 : a.name,
				  "");
		mime_text_fold(out, buf_span(&text));
		if (display)
			add_display(display, &a);
	}
	mime_address_release(&parser);
}

static void add_line(struct buf *out, struct span text)
{
	buf_add_char(out, '\n');
	mime_text_fold(out, text);
}

static void add_value(struct buf *out, const struct buf *decoded,
		      const struct buf *addresses)
{
	add_line(out, buf_span(decoded));
	if (addresses->len && !span_eq(buf_span(addresses), buf_span(decoded)))
		add_line(out, buf_span(addresses));
	out->full |= decoded->full || addresses->full;
}

static void add_searched(struct texts *t, struct span header)
{
	auto_buf struct buf decoded;
	auto_buf struct buf addresses;
	struct mime_field f;

	buf_init(&decoded, FIELD_MAX);
	buf_init(&addresses, FIELD_MAX);
	while (mime_header_next(&header, &f)) {
		size_t i = 1; /* the subject has its own way */

		while (i < ARRAY_LEN(searched) &&
		       !span_eq_nocase(f.name, searched[i].name))
			i++;
		if (i == ARRAY_LEN(searched))
			continue;
		buf_reset(&decoded);
		mime_header_decode(&decoded, f.value);
		buf_reset(&addresses);
		if (searched[i].has_addresses)
			mime_address_text(&addresses, f.value);
		add_value(&t->text[searched[i].text], &decoded, &addresses);
	}
}

/* Nothing is said of texts that were cut, nor by a header that was. */
static void note_whole(struct texts *t, struct span header)
{
	for (size_t i = MIME_ORDER_ALL_FROM; i < MIME_ORDER_TEXTS; i++)
		t->whole |= (uint16_t)(1 << i);
	for (size_t i = 0; i < MIME_ORDER_TEXTS; i++)
		if (t->text[i].full || t->text[i].len > MIME_ORDER_TEXT_MAX)
			t->whole &= (uint16_t) ~(1 << i);
	if (!mime_header_is_closed(header))
		t->whole = 0;
}

static void find_texts(struct texts *t, const struct fields *f,
		       struct span header)
{
	struct buf *text = t->text;

	for (size_t i = 0; i < MIME_ORDER_TEXTS; i++)
		buf_init(&text[i], FIELD_MAX);
	add_subject(t, f);
	add_first(&text[MIME_ORDER_FROM], &text[MIME_ORDER_DISPLAYFROM],
		  f->from);
	add_first(&text[MIME_ORDER_TO], &text[MIME_ORDER_DISPLAYTO], f->to);
	add_first(&text[MIME_ORDER_CC], NULL, f->cc);
	add_searched(t, header);
	note_whole(t, header);
}

/* ---- writing ---- */

static void put(struct buf *out, uint64_t n, unsigned bytes)
{
	n = htole64(n);
	buf_add(out, span_make(&n, bytes));
}

static void write_texts(struct buf *out, const struct texts *t)
{
	put(out, t->base_at, 2);
	put(out, t->base_len, 2);
	for (size_t i = 0; i < MIME_ORDER_TEXTS; i++)
		put(out, cut(t->text[i].len), 2);
	for (size_t i = 0; i < MIME_ORDER_TEXTS; i++)
		buf_add(out,
			span_first(buf_span(&t->text[i]), MIME_ORDER_TEXT_MAX));
}

static bool next_id(struct span *rest, struct buf *room, uint64_t *out)
{
	if (!mime_message_id_next(rest, room))
		return false;
	*out = hash_add(HASH_START, buf_span(room));
	*out += *out == 0;
	return true;
}

/* RFC 5256 3: References, else the first of In-Reply-To. */
static void write_references(struct buf *out, const struct fields *f)
{
	uint64_t last[MIME_ORDER_REFERENCES_MAX];
	struct span references = f->references;
	struct span reply_to = f->reply_to;
	auto_buf struct buf room;
	struct span id = f->id;
	uint64_t hash = 0;
	size_t count = 0;
	size_t first;

	buf_init(&room, FIELD_MAX);
	put(out, next_id(&id, &room, &hash) ? hash : 0, 8);
	while (next_id(&references, &room, &hash))
		last[count++ % MIME_ORDER_REFERENCES_MAX] = hash;
	if (count == 0 && next_id(&reply_to, &room, &hash))
		last[count++] = hash;
	first = count > MIME_ORDER_REFERENCES_MAX
			? count - MIME_ORDER_REFERENCES_MAX
			: 0;
	put(out, count - first, 2);
	for (size_t i = first; i < count; i++)
		put(out, last[i % MIME_ORDER_REFERENCES_MAX], 8);
}

void mime_order_make(struct buf *out, struct span header, int64_t date,
		     int32_t date_zone)
{
	struct fields fields = find_fields(header);
	struct texts t = { .base_at = 0 };

	find_texts(&t, &fields, header);
	put(out, t.is_reply ? IS_REPLY : 0, 1);
	put(out, t.whole, 2);
	put(out, (uint64_t)date, 8);
	put(out, (uint32_t)date_zone, 4);
	write_texts(out, &t);
	write_references(out, &fields);
	for (size_t i = 0; i < MIME_ORDER_TEXTS; i++)
		buf_release(&t.text[i]);
}

/* ---- reading ---- */

static uint64_t get(const char *at, unsigned bytes)
{
	uint64_t n = 0;

	memcpy(&n, at, bytes);
	return le64toh(n);
}

static bool read_texts(struct span *rest, const char *lengths,
		       struct mime_order *out)
{
	for (size_t i = 0; i < MIME_ORDER_TEXTS; i++) {
		size_t len = get(lengths + 2 * i, 2);

		if (len > rest->len)
			return false;
		out->text[i] = span_first(*rest, len);
		*rest = span_from(*rest, len);
	}
	return true;
}

bool mime_order_read(struct span bytes, struct mime_order *out)
{
	struct span rest = span_from(bytes, HEAD);
	const char *head = bytes.ptr;
	size_t count;

	if (bytes.len < HEAD || !read_texts(&rest, head + LENGTHS_AT, out) ||
	    rest.len < 10)
		return false;
	out->is_reply = head[0] & IS_REPLY;
	out->whole = (uint16_t)get(head + 1, 2);
	out->date = (int64_t)get(head + DATE_AT, 8);
	out->date_zone = (int32_t)get(head + DATE_AT + 8, 4);
	out->base = span_first(span_from(out->text[MIME_ORDER_SUBJECT],
					 get(head + BASE_AT, 2)),
			       get(head + BASE_AT + 2, 2));
	out->id = get(rest.ptr, 8);
	count = get(rest.ptr + 8, 2);
	out->references = span_from(rest, 10);
	return out->references.len == 8 * count;
}

size_t mime_order_reference_count(const struct mime_order *order)
{
	return order->references.len / 8;
}

uint64_t mime_order_reference(const struct mime_order *order, size_t i)
{
	return get(order->references.ptr + 8 * i, 8);
}

bool mime_order_find(const struct mime_order *order, struct span field_name,
		     struct span *out)
{
	for (size_t i = 0; i < ARRAY_LEN(searched); i++) {
		enum mime_order_text text = searched[i].text;

		if (!span_eq_nocase(field_name, searched[i].name))
			continue;
		*out = order->text[text];
		return order->whole >> text & 1;
	}
	return false;
}
