/* SPDX-License-Identifier: MIT */
/*
 * Of a part only the beginning is decoded, so that this costs a delivery the
 * same whatever its size; more of it where that gives little, since HTML may
 * begin with long styles, and an answer with what it quotes.
 */
#include "mime/mime_preview.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "mime/mime_html.h"
#include "mime/mime_param.h"
#include "mime/mime_string.h"
#include "mime/mime_text.h"

enum {
	CHARACTERS = 200,
	READ_FIRST = 2 * 1024,
	READ_MORE = 64 * 1024,
	TEXT_MAX = 4 * READ_MORE,
	PARTS_TRIED = 8,
	CHARSET_MAX = 64,
};

/* ---- one line ---- */

struct line {
	struct buf *out;
	unsigned count; /* characters in it */
	bool blank;     /* one is due before the next character */
};

static bool is_blank(uint32_t c)
{
	return c <= ' ' || c == 0x7f || c == 0xa0 || c == 0x3000 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029;
}

/* What senders fill the preview of others with: soft hyphens, joiners, zero
 * width spaces and the like. */
static bool is_filler(uint32_t c)
{
	return c == 0xad || c == 0x34f || (c >= 0x200b && c <= 0x200f) ||
	       c == 0x2060 || c == 0xfeff || (c >= 0x80 && c < 0xa0);
}

static void add_character(struct line *line, uint32_t c)
{
	if (is_filler(c))
		return;
	if (is_blank(c)) {
		line->blank = line->count > 0;
		return;
	}
	if (line->blank) {
		buf_add_char(line->out, ' ');
		line->count++;
		line->blank = false;
	}
	if (line->count == CHARACTERS)
		return;
	utf8_add(line->out, c);
	line->count++;
}

/* What of a text can be taken as it is. */
static size_t plain_run(struct span text)
{
	size_t n = 0;

	while (n < text.len && text.ptr[n] > ' ' && text.ptr[n] < 0x7f)
		n++;
	return n;
}

/* ... and is: most of most texts. */
static void add_run(struct line *line, struct span *text)
{
	size_t room = CHARACTERS - line->count;
	size_t n = plain_run(span_first(*text, room));

	/* A blank that is due goes before its first character. */
	if (line->blank || !n)
		return;
	buf_add(line->out, span_first(*text, n));
	line->count += (unsigned)n;
	*text = span_from(*text, n);
}

static void add_text(struct line *line, struct span text)
{
	uint32_t c;

	while (line->count < CHARACTERS && utf8_take(&text, &c)) {
		add_character(line, c);
		add_run(line, &text);
	}
}

enum quotes {
	QUOTES_SKIP,
	QUOTES_TAKE
};

/* Is there more than fits? */
static bool add_lines(struct buf *out, struct span text, enum quotes quotes)
{
	struct line line = { .out = out };
	struct span piece;

	while (line.count < CHARACTERS && span_cut(&text, '\n', &piece)) {
		if (quotes == QUOTES_SKIP && span_starts(piece, SPAN(">")))
			continue;
		add_text(&line, piece);
		line.blank = line.count > 0;
	}
	return line.count == CHARACTERS;
}

/* ---- a part ---- */

static bool is_html(const struct mime_node *node)
{
	return !node->broken && span_eq_nocase(node->subtype, SPAN("html"));
}

static bool is_shown(const struct mime_node *node)
{
	struct span disposition = node->fields.disposition;

	return mime_structure_is_text(node) &&
	       !span_eq_nocase(mime_param_take_token(&disposition),
			       SPAN("attachment"));
}

static struct span body_of(const struct mime_node *node, struct span message)
{
	return span_first(span_from(message, node->body.at),
			  node->end.at - node->body.at);
}

/* The text of its beginning, UTF-8, perhaps cut within a character. */
static void read_part(struct buf *out, const struct mime_node *node,
		      struct span begin, struct arena *arena)
{
	struct span name = mime_structure_charset(node, arena);
	auto_buf struct buf bytes;
	auto_buf struct buf text;
	char charset[CHARSET_MAX] = "";

	buf_init(&bytes, TEXT_MAX);
	buf_init(&text, TEXT_MAX);
	if (name.len && name.len < sizeof(charset))
		memcpy(charset, name.ptr, name.len);
	mime_text_decode(&bytes, begin, node->encoding);
	if (!is_html(node)) {
		mime_text_to_utf8(out, buf_span(&bytes), charset);
		return;
	}
	mime_text_to_utf8(&text, buf_span(&bytes), charset);
	mime_html_text(out, buf_span(&text));
}

/* false: there was not enough. */
static bool add_begin(struct buf *out, const struct mime_node *node,
		      struct span begin, struct arena *arena)
{
	auto_buf struct buf text;

	buf_init(&text, TEXT_MAX);
	buf_reset(out);
	read_part(&text, node, begin, arena);
	if (add_lines(out, buf_span(&text), QUOTES_SKIP))
		return true;
	if (out->len == 0)
		add_lines(out, buf_span(&text), QUOTES_TAKE);
	return false;
}

static void add_part(struct buf *out, const struct mime_node *node,
		     struct span message, struct arena *arena)
{
	struct span body = body_of(node, message);

	if (!add_begin(out, node, span_first(body, READ_FIRST), arena) &&
	    body.len > READ_FIRST)
		add_begin(out, node, span_first(body, READ_MORE), arena);
}

/* Depth first; what lies in an attached message is that one's text. */
static const struct mime_node *next_node(const struct mime_node *node)
{
	if (node->kind == MIME_MULTIPART && node->first)
		return node->first;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

void mime_preview_write(struct buf *out, const struct mime_node *root,
			struct span message, struct arena *arena)
{
	auto_buf struct buf line;
	unsigned tried = 0;

	buf_init(&line, 4 * CHARACTERS);
	for (const struct mime_node *node = root;
	     node && line.len == 0 && tried < PARTS_TRIED;
	     node = next_node(node)) {
		if (!is_shown(node))
			continue;
		add_part(&line, node, message, arena);
		tried++;
	}
	mime_string_add(out, buf_span(&line));
}
