/* SPDX-License-Identifier: MIT */
/* One message against a search program: see store_match.h. */
#include "store/store_match.h"

#include <string.h>

#include "mime/mime_header.h"
#include "mime/mime_html.h"
#include "mime/mime_text.h"

static enum match yes_if(bool yes)
{
	return yes ? MATCH_YES : MATCH_NO;
}

/* ---- Date: ---- */

/* Of a message whose record does not have it. */
static enum match match_sent(const struct match_message *m,
			     const struct store_criterion *c)
{
	struct mime_order order;

	if (m->parsed)
		return yes_if(
			store_filter_is_sent(c, m->parsed->summary.date,
					     m->parsed->summary.date_zone));
	if (!m->read ||
	    !store_message_order(m->read, m->message, &order, m->err))
		return MATCH_UNKNOWN;
	return yes_if(store_filter_is_sent(c, order.date, order.date_zone));
}

/* ---- text ---- */

static bool contains(const struct store_criterion *c, struct span utf8)
{
	return mime_text_contains(utf8, buf_span(&c->folded));
}

static bool is_address_field(struct span name)
{
	return span_eq_nocase(name, SPAN("From")) ||
	       span_eq_nocase(name, SPAN("To")) ||
	       span_eq_nocase(name, SPAN("Cc")) ||
	       span_eq_nocase(name, SPAN("Bcc"));
}

/* The field as a person reads it; an address field also as it is written, so
 * that a search for its raw text finds it too. */
static bool field_contains(const struct match_message *m,
			   const struct store_criterion *c,
			   const struct mime_field *f)
{
	buf_reset(m->work);
	mime_header_decode(m->work, f->value);
	if (contains(c, buf_span(m->work)))
		return true;
	if (!is_address_field(f->name))
		return false;
	buf_reset(m->work);
	mime_address_text(m->work, f->value);
	return contains(c, buf_span(m->work));
}

static enum match search_fields(const struct match_message *m,
				const struct store_criterion *c,
				struct span header)
{
	struct mime_field f;

	while (mime_header_next(&header, &f)) {
		if (!span_eq_nocase(f.name, c->name))
			continue;
		if (span_is_empty(c->text) || field_contains(m, c, &f))
			return MATCH_YES;
	}
	return MATCH_NO;
}

/* In what is kept folded of some fields. */
static bool find_folded(const struct match_message *m,
			const struct store_criterion *c, enum match *out)
{
	struct span needle = buf_span(&c->folded);
	struct mime_order order;
	struct span all;

	if (!m->read || !needle.len ||
	    span_find_char(needle, '\n') < needle.len ||
	    !store_message_order(m->read, m->message, &order, m->err) ||
	    !mime_order_find(&order, c->name, &all))
		return false;
	*out = yes_if(span_find(all, needle) < all.len);
	return true;
}

static enum match match_header(const struct match_message *m,
			       const struct store_criterion *c)
{
	struct span header;
	enum match found;

	if (find_folded(m, c, &found))
		return found;

	if (m->file)
		return search_fields(
			m, c,
			span_first(m->file->bytes,
				   mime_header_length(m->file->bytes)));
	if (!m->read || !mime_summary_keeps(c->name) ||
	    !store_message_field(m->read, m->message, STORE_HEADERS, &header,
				 m->err) ||
	    !mime_summary_is_whole(header))
		return MATCH_UNKNOWN;
	return search_fields(m, c, header);
}

static bool raw_contains(const struct match_message *m,
			 const struct store_criterion *c, struct span text)
{
	buf_reset(m->work);
	mime_text_to_utf8(m->work, text, "");
	return contains(c, buf_span(m->work));
}

/* All fields of a header block, decoded, and the lines that are none: a body
 * without an empty line before it is made of those. */
static bool block_contains(const struct match_message *m,
			   const struct store_criterion *c, struct span header)
{
	struct span rest = header;
	struct mime_field f;

	while (mime_header_next(&header, &f)) {
		size_t skipped = (size_t)(f.raw.ptr - rest.ptr);

		if (skipped && raw_contains(m, c, span_first(rest, skipped)))
			return true;
		rest = header;
		buf_reset(m->work);
		buf_add(m->work, f.name);
		buf_add(m->work, SPAN(": "));
		mime_header_decode(m->work, f.value);
		if (contains(c, buf_span(m->work)))
			return true;
	}
	return raw_contains(m, c, rest);
}

static struct span piece(struct span message, uint64_t at, uint64_t len)
{
	return span_first(span_from(message, (size_t)at), (size_t)len);
}

static bool is_html(const struct match_message *m,
		    const struct mime_part_at *part)
{
	struct mime_field field;

	return mime_header_find(
		       piece(m->file->bytes, part->header_at, part->header_len),
		       SPAN("Content-Type"), &field) &&
	       span_starts_nocase(span_trim(field.value), SPAN("text/html"));
}

/* As it is shown: of HTML the text. */
static bool body_contains(const struct match_message *m,
			  const struct store_criterion *c,
			  const struct mime_part_at *part)
{
	struct span body = piece(m->file->bytes, part->body_at, part->body_len);
	struct span text = body;

	if (part->encoding != MIME_ENCODING_NONE) {
		buf_reset(m->work);
		mime_text_decode(m->work, body,
				 (enum mime_encoding)part->encoding);
		text = buf_span(m->work);
	}
	/* What is no UTF-8 there can only be passed over. */
	if (!mime_text_is_utf8(part->charset)) {
		buf_reset(m->work2);
		mime_text_to_utf8(m->work2, text, part->charset);
		text = buf_span(m->work2);
	}
	if (!is_html(m, part))
		return contains(c, text);
	buf_reset(m->work3);
	mime_html_text(m->work3, text);
	return contains(c, buf_span(m->work3));
}

/* RFC 9051 6.4.4: TEXT looks into the header fields of parts, too, BODY into
 * none. What is inside a message/rfc822 is a part of its own here. */
static bool part_contains(const struct match_message *m,
			  const struct store_criterion *c,
			  const struct mime_part_at *part)
{
	if (c->key == STORE_KEY_TEXT &&
	    block_contains(
		    m, c,
		    piece(m->file->bytes, part->header_at, part->header_len)))
		return true;
	return part->is_text && body_contains(m, c, part);
}

static enum match match_text(const struct match_message *m,
			     const struct store_criterion *c)
{
	struct mime_part_at part;
	size_t cursor = 0;

	if (!m->file || !m->parts.ptr)
		return MATCH_UNKNOWN;
	if (span_is_empty(c->text))
		return MATCH_YES;
	/* The first is the message itself. */
	while (mime_parts_next(m->parts, &cursor, &part))
		if (part_contains(m, c, &part))
			return MATCH_YES;
	return MATCH_NO;
}

/* ---- the program ---- */

/* The bytes that the id is made of. */
static bool find_digest(const struct match_message *m, enum store_field field,
			struct span *out)
{

	if (m->parsed) {
		*out = field == STORE_CONTENT
			       ? span_make(m->parsed->content,
					   sizeof(m->parsed->content))
			       : span_make(m->parsed->thread,
					   sizeof(m->parsed->thread));
		return true;
	}
	return m->read &&
	       store_message_field(m->read, m->message, field, out, m->err);
}

static enum match match_objectid(const struct match_message *m,
				 const struct store_criterion *c)
{
	struct span digest;

	buf_reset(m->work);
	if (c->key == STORE_KEY_EMAILID) {
		if (!find_digest(m, STORE_CONTENT, &digest))
			return MATCH_UNKNOWN;
		store_objectid_write_email(m->work, m->message, digest);
	} else {
		if (!find_digest(m, STORE_THREAD, &digest))
			return MATCH_UNKNOWN;
		store_objectid_write_thread(m->work, digest);
	}
	return yes_if(span_eq(buf_span(m->work), c->text));
}

static enum match match_all(const struct match_message *m,
			    const struct store_criterion *c)
{
	enum match all = MATCH_YES;

	for (c = c->child; c; c = c->next) {
		enum match one = store_match(m, c);

		if (one == MATCH_NO)
			return MATCH_NO;
		if (one == MATCH_UNKNOWN)
			all = MATCH_UNKNOWN;
	}
	return all;
}

static enum match match_any(const struct match_message *m,
			    const struct store_criterion *c)
{
	enum match any = MATCH_NO;

	for (c = c->child; c; c = c->next) {
		enum match one = store_match(m, c);

		if (one == MATCH_YES)
			return MATCH_YES;
		if (one == MATCH_UNKNOWN)
			any = MATCH_UNKNOWN;
	}
	return any;
}

static enum match match_not(const struct match_message *m,
			    const struct store_criterion *c)
{
	enum match one = c->child ? store_match(m, c->child) : MATCH_YES;

	if (one == MATCH_UNKNOWN)
		return MATCH_UNKNOWN;
	return yes_if(one == MATCH_NO);
}

enum match store_match(const struct match_message *m,
		       const struct store_criterion *c)
{
	if (c->key == STORE_KEY_AND)
		return match_all(m, c);
	if (c->key == STORE_KEY_OR)
		return match_any(m, c);
	if (c->key == STORE_KEY_NOT)
		return match_not(m, c);
	if (store_filter_decides(m->message, c))
		return yes_if(store_filter_has(m->filter, m->message, c));
	if (c->key == STORE_KEY_EMAILID || c->key == STORE_KEY_THREADID)
		return match_objectid(m, c);
	if (c->key == STORE_KEY_HEADER)
		return match_header(m, c);
	if (c->key == STORE_KEY_BODY || c->key == STORE_KEY_TEXT)
		return match_text(m, c);
	return match_sent(m, c);
}
