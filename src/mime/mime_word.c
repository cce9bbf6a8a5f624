/* SPDX-License-Identifier: MIT */
/*
 * "=?charset?q?text?=". Neighbouring words of one charset are gathered before
 * they are converted: many writers cut a character in two, although RFC 2047
 * section 5 forbids it.
 *
 * The text of a word ends at the first '?', so that looking for a word at
 * every "=?" stays linear.
 */
#include "mime/mime_word.h"

#include <string.h>

#include "base/auto.h"
#include "base/b64.h"
#include "mime/mime_text.h"

enum {
	CHARSET_MAX = 63
};

struct word {
	struct span charset;
	char encoding; /* 'q' or 'b' */
	struct span text;
	size_t len;
};

static bool is_token_byte(char c)
{
	return c > ' ' && c < 0x7f && c != '?';
}

static bool take_charset(struct span *rest, struct span *out)
{
	size_t len = 0;

	while (len < rest->len && is_token_byte(rest->ptr[len]))
		len++;
	if (len == 0 || len >= rest->len || rest->ptr[len] != '?')
		return false;
	*out = span_first(*rest, len);
	*rest = span_from(*rest, len + 1);
	/* RFC 2231 section 5: "charset*language" */
	out->len = span_find_char(*out, '*');
	return out->len > 0 && out->len <= CHARSET_MAX;
}

static bool take_encoding(struct span *rest, char *out)
{
	if (rest->len < 2 || rest->ptr[1] != '?')
		return false;
	*out = span_lower(rest->ptr[0]);
	*rest = span_from(*rest, 2);
	return *out == 'q' || *out == 'b';
}

static bool parse_word(struct span text, struct word *out)
{
	struct span rest = span_from(text, 2);
	size_t end;

	if (!span_starts(text, SPAN("=?")) ||
	    !take_charset(&rest, &out->charset) ||
	    !take_encoding(&rest, &out->encoding))
		return false;
	end = span_find_char(rest, '?');
	if (end + 1 >= rest.len || rest.ptr[end + 1] != '=')
		return false;
	out->text = span_first(rest, end);
	out->len = (size_t)(rest.ptr - text.ptr) + end + 2;
	return true;
}

size_t mime_word_length(struct span text)
{
	struct word word;

	return parse_word(text, &word) ? word.len : 0;
}

/* RFC 2047 4.2: '_' is a space. */
static void decode_q(struct buf *out, struct span text)
{
	auto_buf struct buf spaced;

	buf_init(&spaced, text.len);
	buf_add(&spaced, text);
	for (size_t i = 0; i < spaced.len; i++)
		if (spaced.ptr[i] == '_')
			spaced.ptr[i] = ' ';
	mime_text_decode(out, buf_span(&spaced), MIME_ENCODING_QP);
}

/* Decoded bytes that wait for their neighbours. */
struct pending {
	struct span charset;
	struct buf bytes;
};

static void flush(struct buf *out, struct pending *p)
{
	char charset[CHARSET_MAX + 1];

	if (p->charset.len == 0)
		return;
	memcpy(charset, p->charset.ptr, p->charset.len);
	charset[p->charset.len] = '\0';
	/* RFC 2047 6.2: words in an unknown charset may be shown as well as
	 * can be; those of "x-unknown" mostly are ASCII or UTF-8. */
	if (!mime_text_knows_charset(charset))
		charset[0] = '\0';
	mime_text_to_utf8(out, buf_span(&p->bytes), charset);
	p->charset.len = 0;
	buf_reset(&p->bytes);
}

static void add_word(struct buf *out, struct pending *p,
		     const struct word *word)
{
	if (!span_eq_nocase(p->charset, word->charset)) {
		flush(out, p);
		p->charset = word->charset;
	}
	if (word->encoding == 'q')
		decode_q(&p->bytes, word->text);
	else
		mime_text_decode(&p->bytes, word->text, MIME_ENCODING_BASE64);
}

/* The next encoded word in text, and where it begins. */
static bool find_word(struct span text, struct word *out, size_t *out_at)
{
	size_t at = 0;

	for (;;) {
		at += span_find(span_from(text, at), SPAN("=?"));
		if (at >= text.len)
			return false;
		if (parse_word(span_from(text, at), out)) {
			*out_at = at;
			return true;
		}
		at += 2;
	}
}

void mime_word_decode(struct buf *out, struct span text)
{
	struct pending pending = { 0 };
	struct word word;
	size_t at;

	buf_init(&pending.bytes, text.len);
	while (find_word(text, &word, &at)) {
		struct span before = span_first(text, at);

		if (pending.charset.len == 0 || span_trim(before).len) {
			flush(out, &pending);
			mime_text_to_utf8(out, before, "");
		}
		add_word(out, &pending, &word);
		text = span_from(text, at + word.len);
	}
	flush(out, &pending);
	mime_text_to_utf8(out, text, "");
	buf_release(&pending.bytes);
}

/* ---- writing ---- */

enum {
	WORD_BYTES = 45 /* of UTF-8 in an encoded word of at most 75 */
};

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

static bool is_plain(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] > 0x7f)
			return false;
	return span_find(s, SPAN("=?")) == s.len;
}

/* As many bytes as fit one encoded word without cutting a character. */
static size_t word_length(struct span s)
{
	size_t len = s.len < WORD_BYTES ? s.len : WORD_BYTES;

	while (len < s.len && len > 1 && (s.ptr[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static void encode_one(struct buf *out, struct span text)
{
	char plain[WORD_BYTES];

	for (size_t i = 0; i < text.len; i++)
		plain[i] = is_control(text.ptr[i]) ? ' ' : text.ptr[i];
	buf_add_str(out, "=?UTF-8?B?");
	b64_encode(out, span_make(plain, text.len));
	buf_add_str(out, "?=");
}

void mime_word_encode(struct buf *out, struct span text)
{
	bool plain = is_plain(text);
	const char *gap = "";

	for (size_t i = 0; plain && i < text.len; i++)
		buf_add_char(out, is_control(text.ptr[i]) ? ' ' : text.ptr[i]);
	while (!plain && text.len) {
		size_t len = word_length(text);

		buf_add_str(out, gap);
		encode_one(out, span_first(text, len));
		text = span_from(text, len);
		gap = "\n ";
	}
}
