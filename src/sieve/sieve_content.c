/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_content.h"

#include "base/auto.h"
#include "mime/mime_header.h"
#include "mime/mime_text.h"

enum {
	PART_BYTES = 512 /* that reading a part takes, about */
};

/* An edited header lies apart from its body. */
static bool join(struct sieve_run *run, struct span *out)
{
	struct span header = run->message->header;
	struct span body = run->message->body;
	char *bytes;

	if (!body.len || header.ptr + header.len == body.ptr) {
		*out = span_make(header.ptr, header.len + body.len);
		return true;
	}
	bytes = sieve_state_alloc(run, header.len + body.len + 1);
	if (!bytes)
		return false;
	if (header.len)
		memcpy(bytes, header.ptr, header.len);
	memcpy(bytes + header.len, body.ptr, body.len);
	*out = span_make(bytes, header.len + body.len);
	return true;
}

static bool read_content(struct sieve_run *run, struct sieve_content *c)
{
	if (!join(run, &c->message) ||
	    !sieve_state_examine(run, c->message.len))
		return false;
	sieve_parts_read(&c->parts, c->message, &run->arena);
	run->memory += c->parts.count * PART_BYTES;
	c->version = run->message;
	c->decoded =
		sieve_state_alloc(run, c->parts.count * sizeof(*c->decoded));
	c->texts = sieve_state_alloc(run, c->parts.count * sizeof(*c->texts));
	return c->decoded && c->texts;
}

bool sieve_content_get(struct sieve_run *run, struct sieve_content **out)
{
	struct sieve_content *c = run->content;

	if (!c || c->version != run->message) {
		c = sieve_state_alloc(run, sizeof(*c));
		if (!c || !read_content(run, c))
			return false;
		run->content = c;
	}
	*out = c;
	return true;
}

bool sieve_content_crlf(struct sieve_run *run, struct span text,
			struct span *out)
{
	auto_buf struct buf lines = { 0 };

	*out = text;
	if (!sieve_state_examine(run, text.len))
		return false;
	if (mime_text_crlf_size(text) == text.len)
		return true;
	buf_init(&lines, 2 * text.len + 1);
	mime_text_add_crlf(&lines, text);
	return sieve_state_keep(run, buf_span(&lines), out);
}

typedef void take_text(const struct sieve_entity *part, struct buf *out);

static bool take(struct sieve_run *run, const struct sieve_entity *part,
		 take_text *take_it, struct span *kept)
{
	auto_buf struct buf text;

	/* UTF-8 of other charsets takes up to three times as much. */
	buf_init(&text, 4 * part->body.len + 1);
	take_it(part, &text);
	return sieve_state_examine(run, part->body.len + text.len) &&
	       sieve_state_keep(run, buf_span(&text), kept) &&
	       sieve_content_crlf(run, *kept, kept);
}

bool sieve_content_decode(struct sieve_run *run, struct sieve_content *content,
			  size_t i, struct span *out)
{
	if (!content->decoded[i].ptr &&
	    !take(run, &content->parts.at[i], sieve_parts_decode,
		  &content->decoded[i]))
		return false;
	*out = content->decoded[i];
	return true;
}

bool sieve_content_text(struct sieve_run *run, struct sieve_content *content,
			size_t i, struct span *out)
{
	if (!content->texts[i].ptr &&
	    !take(run, &content->parts.at[i], sieve_parts_text,
		  &content->texts[i]))
		return false;
	*out = content->texts[i];
	return true;
}

bool sieve_content_set(struct sieve_run *run, struct span message)
{
	struct sieve_version *version =
		sieve_state_alloc(run, sizeof(*version));
	size_t header = mime_header_length(message);

	if (!version)
		return false;
	version->header = span_first(message, header);
	version->body = span_from(message, header);
	version->is_edited = true;
	run->message = version;
	run->fields = NULL;
	return true;
}
