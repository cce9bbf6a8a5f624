/* SPDX-License-Identifier: MIT */
/*
 * What is kept of a message: its summary, a digest of its bytes, and one of
 * the Message-ID that its thread began with, as far as the message tells (RFC
 * 5322 3.6.4: the first of References is the root). Both are the same for the
 * same message anywhere and need not be kept for ever.
 */
#include "store/store_priv.h"

#include "base/auto.h"
#include "mime/mime_header.h"

enum {
	FIELD_MAX = 1 << 20
};

void store_parsed_init(struct store_parsed *p)
{
	*p = (struct store_parsed){ .content = { 0 } };
	mime_summary_init(&p->summary);
}

void store_parsed_release(struct store_parsed *p)
{
	mime_summary_release(&p->summary);
}

/* "<id>", or the first word of what is none. */
static struct span first_id(struct span text)
{
	struct span id = span_from(text, span_find_char(text, '<'));
	size_t end = span_find_char(id, '>');

	if (end < id.len)
		return span_first(id, end + 1);
	text = span_trim(text);
	return span_first(text, span_find_char(text, ' '));
}

/* The digest of the first id in that field. */
static bool digest_id(struct span header, struct span name, uint8_t *out)
{
	struct mime_field field;
	auto_buf struct buf text;
	struct span id;

	buf_init(&text, FIELD_MAX);
	if (!mime_header_find(header, name, &field))
		return false;
	mime_header_unfold(&text, field.value);
	id = first_id(buf_span(&text));
	if (!id.len)
		return false;
	crypto_digest_make(id, out);
	return true;
}

void store_parsed_digest(struct store_parsed *p, struct span message)
{
	struct span header = buf_span(&p->summary.headers);

	if (!mime_summary_is_whole(header))
		header = span_first(message, mime_header_length(message));
	crypto_digest_make(message, p->content);
	if (!digest_id(header, SPAN("References"), p->thread) &&
	    !digest_id(header, SPAN("In-Reply-To"), p->thread) &&
	    !digest_id(header, SPAN("Message-ID"), p->thread))
		memcpy(p->thread, p->content, sizeof(p->thread));
}

bool store_parsed_make_header(struct store_parsed *p, struct span bytes,
			      const struct mime_limits *limits)
{
	p->is_header = true;
	return store_blob_summarize_header(&p->summary, bytes, limits);
}

void store_parsed_make(struct store_parsed *p, struct span message,
		       const struct mime_limits *limits)
{
	p->is_header = false;
	store_blob_summarize(&p->summary, message, limits);
	store_parsed_digest(p, message);
}
