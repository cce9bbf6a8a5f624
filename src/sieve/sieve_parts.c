/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_parts.h"

#include "base/auto.h"
#include "mime/mime_html.h"
#include "mime/mime_structure.h"
#include "mime/mime_text.h"

enum {
	CHARSET_MAX = 64
};

static struct span between(struct span message, uint64_t from, uint64_t to)
{
	return span_first(span_from(message, from), to - from);
}

static struct span without_line_end(struct span s)
{
	if (span_ends(s, SPAN("\n")))
		s.len--;
	if (span_ends(s, SPAN("\r")))
		s.len--;
	return s;
}

/* What stands before the first delimiter line: text ends with that line. */
static struct span before_delimiter(struct span text)
{
	struct span rest = without_line_end(text);
	const char *end = rest.len ? memrchr(rest.ptr, '\n', rest.len) : NULL;

	if (!end)
		return span_first(text, 0);
	return without_line_end(span_first(text, (size_t)(end - text.ptr) + 1));
}

/* What stands behind the last one: text begins with the line end before it. */
static struct span behind_delimiter(struct span text)
{
	struct span rest = span_from(text, span_find_char(text, '\n') + 1);

	return span_from(rest, span_find_char(rest, '\n') + 1);
}

static void read_type(struct sieve_entity *part, const struct mime_node *node,
		      struct arena *arena)
{
	part->is_multipart = node->kind == MIME_MULTIPART;
	part->is_message = node->kind == MIME_MESSAGE;
	part->encoding = node->encoding;
	part->type = node->type;
	part->subtype = node->subtype;
	if (part->is_message) {
		part->type = SPAN("message");
		part->subtype = SPAN("rfc822");
	} else if (!node->type.ptr || node->broken) {
		part->type = SPAN("text");
		part->subtype = SPAN("plain");
	}
	part->charset = mime_structure_charset(node, arena);
}

static void read_node(struct sieve_entity *part, const struct mime_node *node,
		      struct span message, struct arena *arena)
{
	read_type(part, node, arena);
	part->header = between(message, node->header.at, node->body.at);
	part->body = between(message, node->body.at, node->end.at);
	if (!part->is_multipart)
		return;
	part->prologue = before_delimiter(
		between(message, node->body.at, node->first->header.at));
	part->epilogue = behind_delimiter(
		between(message, node->last->end.at, node->end.at));
}

static const struct mime_node *next_node(const struct mime_node *node)
{
	if (node->first)
		return node->first;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

/* A part ends where the next begins that lies no deeper. */
static void close_deeper(struct sieve_parts *parts, size_t *open, size_t depth,
			 size_t *open_count)
{
	while (*open_count > depth)
		parts->at[open[--*open_count]].end = parts->count;
}

void sieve_parts_read(struct sieve_parts *out, struct span message,
		      struct arena *arena)
{
	struct mime_limits limits = mime_summary_limits;
	struct mime_tree tree = mime_structure_parse(message, &limits, arena);
	const struct mime_node *node;
	size_t open_count = 0;
	size_t count = 0;
	size_t *open;

	for (node = tree.root; node; node = next_node(node))
		count++;
	out->at = arena_alloc_array(arena, count, sizeof(*out->at));
	open = arena_alloc_array(arena, (size_t)limits.depth + 2,
				 sizeof(*open));
	out->count = 0;
	for (node = tree.root; node; node = next_node(node)) {
		close_deeper(out, open, node->depth, &open_count);
		open[open_count++] = out->count;
		read_node(&out->at[out->count], node, message, arena);
		out->count++;
	}
	close_deeper(out, open, 0, &open_count);
}

bool sieve_parts_is_type(const struct sieve_entity *part, struct span wanted)
{
	size_t slash = span_find_char(wanted, '/');

	if (wanted.len == 0)
		return true;
	if (!span_eq_nocase(span_first(wanted, slash), part->type))
		return false;
	return slash == wanted.len ||
	       span_eq_nocase(span_from(wanted, slash + 1), part->subtype);
}

/* As a C string; "" for one that is too long for any. */
static void charset_of(const struct sieve_entity *part,
		       char out[CHARSET_MAX + 1])
{
	out[0] = '\0';
	if (part->charset.len && part->charset.len <= CHARSET_MAX) {
		memcpy(out, part->charset.ptr, part->charset.len);
		out[part->charset.len] = '\0';
	}
}

bool sieve_parts_is_known(const struct sieve_entity *part)
{
	char charset[CHARSET_MAX + 1];

	charset_of(part, charset);
	return part->encoding != MIME_ENCODING_UNKNOWN &&
	       part->charset.len <= CHARSET_MAX &&
	       mime_text_knows_charset(charset);
}

void sieve_parts_decode(const struct sieve_entity *part, struct buf *out)
{
	auto_buf struct buf bytes = { 0 };
	char charset[CHARSET_MAX + 1];

	if (!span_eq_nocase(part->type, SPAN("text"))) {
		mime_text_decode(out, part->body, part->encoding);
		return;
	}
	buf_init(&bytes, part->body.len + 1);
	mime_text_decode(&bytes, part->body, part->encoding);
	charset_of(part, charset);
	mime_text_to_utf8(out, buf_span(&bytes), charset);
}

void sieve_parts_text(const struct sieve_entity *part, struct buf *out)
{
	auto_buf struct buf html = { 0 };

	if (!span_eq_nocase(part->type, SPAN("text")))
		return;
	if (!span_eq_nocase(part->subtype, SPAN("html"))) {
		sieve_parts_decode(part, out);
		return;
	}
	buf_init(&html, out->cap);
	sieve_parts_decode(part, &html);
	mime_html_text(out, buf_span(&html));
}
