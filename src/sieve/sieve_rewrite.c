/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_rewrite.h"

#include "base/b64.h"
#include "base/hash.h"
#include "mime/mime_header.h"
#include "mime/mime_text.h"
#include "mime/mime_word.h"

enum {
	LINE_MAX_BYTES = 998, /* RFC 5322 2.1.1 */
	FOLD_AT = 76,
	BASE64_LINE = 57 /* bytes that make 76 characters */
};

static bool has_crlf(struct span message)
{
	size_t at = span_find_char(message, '\n');

	return at && at < message.len && message.ptr[at - 1] == '\r';
}

static const char *line_end(struct span message)
{
	return has_crlf(message) ? "\r\n" : "\n";
}

/* Script texts come with either line end. */
static void add_lines(struct buf *out, struct span text, const char *end)
{
	while (text.len) {
		size_t at = span_find_char(text, '\n');
		struct span line = span_first(text, at);

		if (at < text.len && span_ends(line, SPAN("\r")))
			line.len--;
		buf_add(out, line);
		if (at < text.len)
			buf_add_str(out, end);
		text = span_from(text, at + 1);
	}
}

static bool ends_line(const struct buf *out)
{
	return span_ends(buf_span(out), SPAN("\n"));
}

/* ---- fields ---- */

/* Folds at blanks; what has none is left long. */
static void add_folded(struct buf *out, struct span value, size_t column,
		       const char *end)
{
	while (value.len) {
		struct span rest = span_from(value, 1);
		size_t at = span_find_char(rest, ' ') + 1;
		struct span word = span_first(value, at);

		if (column + word.len > FOLD_AT && value.ptr[0] == ' ') {
			buf_add_str(out, end);
			column = 0;
		}
		buf_add(out, word);
		column += word.len;
		value = span_from(value, at);
	}
}

void sieve_rewrite_field(struct buf *out, struct span message, struct span name,
			 struct span value)
{
	const char *end = line_end(message);
	struct buf encoded;

	buf_init(&encoded, 4 * value.len + 1000);
	buf_add_char(&encoded, ' ');
	mime_word_encode(&encoded, span_trim(value));
	buf_add(out, name);
	buf_add_char(out, ':');
	if (span_find_char(buf_span(&encoded), '\n') < encoded.len)
		add_lines(out, buf_span(&encoded), end);
	else
		add_folded(out, buf_span(&encoded), name.len + 1, end);
	buf_add_str(out, end);
	buf_release(&encoded);
}

static bool is_in(struct span name, const struct sieve_strings *names)
{
	for (size_t i = 0; i < names->count; i++) {
		if (span_eq_nocase(name, names->at[i]))
			return true;
	}
	return false;
}

/* A field as it stands, under another name if that is not empty. */
static void copy_field(struct buf *out, const struct mime_field *field,
		       struct span new_name, const char *end)
{
	struct span raw = field->raw;

	if (new_name.len) {
		buf_add(out, new_name);
		raw = span_from(raw, field->name.len);
	}
	buf_add(out, raw);
	if (!ends_line(out))
		buf_add_str(out, end);
}

/* ---- entities ---- */

static bool is_long(struct span text)
{
	while (text.len) {
		size_t at = span_find_char(text, '\n');

		if (at > LINE_MAX_BYTES)
			return true;
		text = span_from(text, at + 1);
	}
	return false;
}

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	}
	return true;
}

static void add_base64(struct buf *out, struct span text, const char *end)
{
	while (text.len) {
		b64_encode(out, span_first(text, BASE64_LINE));
		buf_add_str(out, end);
		text = span_from(text, BASE64_LINE);
	}
}

/* Text as an entity, from its first field to its last line end. */
static void add_text_entity(struct buf *out, struct span text, const char *end)
{
	bool encode = is_long(text) || span_find_char(text, '\0') < text.len;

	buf_add_str(out, "Content-Type: text/plain; charset=utf-8");
	buf_add_str(out, end);
	buf_add_str(out, "Content-Transfer-Encoding: ");
	buf_add_str(out, encode ? "base64" : is_ascii(text) ? "7bit" : "8bit");
	buf_add_str(out, end);
	buf_add_str(out, end);
	if (encode)
		add_base64(out, text, end);
	else
		add_lines(out, text, end);
	if (!ends_line(out))
		buf_add_str(out, end);
}

static void add_entity(struct buf *out, const struct sieve_replacement *by,
		       const char *end)
{
	if (by->is_mime)
		add_lines(out, by->text, end);
	else
		add_text_entity(out, by->text, end);
}

/* ---- replace ---- */

static bool is_mime_field(struct span name)
{
	return span_starts_nocase(name, SPAN("Content-")) ||
	       span_eq_nocase(name, SPAN("MIME-Version"));
}

static struct span new_name(struct span name,
			    const struct sieve_replacement *by)
{
	if (by->subject.len && span_eq_nocase(name, SPAN("Subject")))
		return SPAN("Original-Subject");
	if (by->from.len && span_eq_nocase(name, SPAN("From")))
		return SPAN("Original-From");
	return SPAN("");
}

static void replace_message(struct buf *out, struct span message,
			    const struct sieve_replacement *by)
{
	struct span header = span_first(message, mime_header_length(message));
	const char *end = line_end(message);
	struct mime_field field;

	while (mime_header_next(&header, &field)) {
		if (!is_mime_field(field.name))
			copy_field(out, &field, new_name(field.name, by), end);
	}
	if (by->from.len)
		sieve_rewrite_field(out, message, SPAN("From"), by->from);
	if (by->subject.len)
		sieve_rewrite_field(out, message, SPAN("Subject"), by->subject);
	buf_add_str(out, "MIME-Version: 1.0");
	buf_add_str(out, end);
	add_entity(out, by, end);
}

void sieve_rewrite_replace(struct buf *out, struct span message,
			   const struct sieve_entity *part,
			   const struct sieve_replacement *by)
{
	size_t from = (size_t)(part->header.ptr - message.ptr);
	size_t to = (size_t)(part->body.ptr - message.ptr) + part->body.len;

	if (from == 0) {
		replace_message(out, message, by);
		return;
	}
	buf_add(out, span_first(message, from));
	add_entity(out, by, line_end(message));
	buf_add(out, span_from(message, to));
}

/* ---- enclose ---- */

static bool is_trace(struct span name)
{
	return span_eq_nocase(name, SPAN("Received")) ||
	       span_eq_nocase(name, SPAN("Return-Path")) ||
	       span_eq_nocase(name, SPAN("Delivered-To")) ||
	       span_eq_nocase(name, SPAN("X-Sieve-Redirected-From"));
}

/* RFC 5703 6: without a subject of its own it has the old one. */
static bool is_copied(struct span name, const struct sieve_enclosure *in)
{
	if (span_eq_nocase(name, SPAN("Subject")))
		return !in->subject.len;
	return is_trace(name) ||
	       (is_in(name, &in->headers) && !is_mime_field(name));
}

static void add_outer_fields(struct buf *out, struct span message,
			     const struct sieve_enclosure *in, const char *end)
{
	struct span header = span_first(message, mime_header_length(message));
	struct mime_field field;

	while (mime_header_next(&header, &field)) {
		if (is_copied(field.name, in))
			copy_field(out, &field, SPAN(""), end);
	}
	if (!is_in(SPAN("Date"), &in->headers)) {
		buf_add_str(out, "Date: ");
		mime_date_write(out, in->now, in->zone);
		buf_add_str(out, end);
	}
	if (!is_in(SPAN("From"), &in->headers))
		sieve_rewrite_field(out, message, SPAN("From"), in->from);
	if (in->subject.len)
		sieve_rewrite_field(out, message, SPAN("Subject"), in->subject);
}

/* Appends a boundary that neither text nor message has. Whoever wrote the
 * message can't have known its hash, so few are tried. */
static void choose_boundary(struct buf *out, struct span message,
			    struct span text)
{
	uint64_t hash = hash_add(HASH_START, message);

	do {
		buf_reset(out);
		buf_add_format(out, "=_%016llx", (unsigned long long)hash++);
	} while (span_find(message, buf_span(out)) < message.len ||
		 span_find(text, buf_span(out)) < text.len);
}

static void add_delimiter(struct buf *out, struct span boundary,
			  const char *behind, const char *end)
{
	buf_add_str(out, "--");
	buf_add(out, boundary);
	buf_add_str(out, behind);
	buf_add_str(out, end);
}

void sieve_rewrite_enclose(struct buf *out, struct span message,
			   const struct sieve_enclosure *in)
{
	const char *end = line_end(message);
	struct buf boundary;

	buf_init(&boundary, 100);
	choose_boundary(&boundary, message, in->text);
	add_outer_fields(out, message, in, end);
	buf_add_format(out,
		       "MIME-Version: 1.0%s"
		       "Content-Type: multipart/mixed; boundary=\"%s\"%s%s",
		       end, buf_str(&boundary), end, end);
	add_delimiter(out, buf_span(&boundary), "", end);
	add_text_entity(out, in->text, end);
	buf_add_str(out, end);
	add_delimiter(out, buf_span(&boundary), "", end);
	buf_add_format(out, "Content-Type: message/rfc822%s%s", end, end);
	buf_add(out, message);
	buf_add_str(out, end);
	add_delimiter(out, buf_span(&boundary), "--", end);
	buf_release(&boundary);
}
