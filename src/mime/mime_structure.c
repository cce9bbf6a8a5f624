/* SPDX-License-Identifier: MIT */
/*
 * One loop over the lines. `node` is the innermost open part, `state` what its
 * next line is. Open boundaries lie in an array, outermost first, with their
 * first bytes as a number beside them, so that a line that begins with "--" is
 * compared with all of them quickly; their number is bounded by limits.depth.
 *
 * The line end before a boundary belongs to the boundary (RFC 2046 5.1.1), so
 * the mark before and the mark behind the last line end are both kept.
 */
#include "mime/mime_structure.h"

#include <string.h>

#include "base/check.h"
#include "mime/mime_header.h"
#include "mime/mime_param.h"

enum state {
	STATE_HEADER,
	STATE_BODY, /* of a leaf, or around the parts of a multipart */
};

struct boundary {
	uint64_t head; /* first bytes, as memcpy has them */
	uint64_t mask; /* which of them count */
	struct span text;
	struct mime_node *node;
};

struct parser {
	struct arena *arena;
	struct span message;
	struct mime_limits limits;
	struct mime_node *node;
	enum state state;
	struct mime_mark here;   /* begin of the line looked at */
	struct mime_mark before; /* the same without the line end before it */
	struct boundary *open;
	size_t open_count;
	uint32_t parts;
	uint64_t header_left;
};

struct line {
	struct span text; /* with its line end */
	struct mime_mark end;
	struct mime_mark text_end;
};

static struct line next_line(const struct parser *p)
{
	struct span rest = span_from(p->message, p->here.at);
	size_t len = span_find_char(rest, '\n');
	struct line line = { .text = rest, .end = p->here };

	line.text_end = p->here;
	if (len == rest.len) {
		line.end.at += len;
		line.text_end = line.end;
		return line;
	}
	line.text.len = len + 1;
	line.end.at += len + 1;
	line.end.lines++;
	line.text_end.at += len;
	if (len && rest.ptr[len - 1] == '\r')
		line.text_end.at--;
	else
		line.end.bare++;
	return line;
}

/* ---- headers of parts ---- */

static struct span *field_slot(struct mime_fields *f, struct span name)
{
	const struct {
		struct span name;
		struct span *slot;
	} slots[] = {
		{ SPAN("type"), &f->type },
		{ SPAN("transfer-encoding"), &f->encoding },
		{ SPAN("id"), &f->id },
		{ SPAN("description"), &f->description },
		{ SPAN("disposition"), &f->disposition },
		{ SPAN("language"), &f->language },
		{ SPAN("location"), &f->location },
		{ SPAN("md5"), &f->md5 },
	};

	if (!span_starts_nocase(name, SPAN("content-")))
		return NULL;
	name = span_from(name, strlen("content-"));
	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		if (span_eq_nocase(name, slots[i].name))
			return slots[i].slot;
	return NULL;
}

static void read_fields(struct mime_fields *fields, struct span header)
{
	struct mime_field field;

	while (mime_header_next(&header, &field)) {
		struct span *slot = field_slot(fields, field.name);

		if (slot && !slot->ptr)
			*slot = span_trim(field.value);
	}
}

static void read_type(struct mime_node *node)
{
	struct span rest = node->fields.type;
	struct span type, subtype;

	if (!mime_param_take_type(&rest, &type, &subtype))
		return;
	node->type = type;
	node->subtype = subtype;
	node->params = rest;
}

static enum mime_encoding encoding_of(struct span value)
{
	struct span token = mime_param_take_token(&value);

	if (token.len == 0 || span_eq_nocase(token, SPAN("7bit")) ||
	    span_eq_nocase(token, SPAN("8bit")) ||
	    span_eq_nocase(token, SPAN("binary")))
		return MIME_ENCODING_NONE;
	if (span_eq_nocase(token, SPAN("base64")))
		return MIME_ENCODING_BASE64;
	return span_eq_nocase(token, SPAN("quoted-printable"))
		       ? MIME_ENCODING_QP
		       : MIME_ENCODING_UNKNOWN;
}

/* ---- growing the tree ---- */

static struct mime_node *add_node(struct parser *p, struct mime_node *parent)
{
	struct mime_node *node = arena_alloc(p->arena, sizeof(*node));

	node->parent = parent;
	node->header = p->here;
	node->body = p->here;
	if (parent) {
		node->depth = parent->depth + 1;
		node->in_digest =
			parent->kind == MIME_MULTIPART &&
			span_eq_nocase(parent->subtype, SPAN("digest"));
		if (parent->last)
			parent->last->next = node;
		else
			parent->first = node;
		parent->last = node;
	}
	p->parts++;
	p->node = node;
	p->state = STATE_HEADER;
	return node;
}

static bool may_grow(const struct parser *p)
{
	return p->parts < p->limits.parts && p->header_left > 0;
}

static uint64_t head_of(struct span text)
{
	uint64_t head = 0;

	memcpy(&head, text.ptr,
	       text.len < sizeof(head) ? text.len : sizeof(head));
	return head;
}

static uint64_t head_mask(size_t len)
{
	static const unsigned char ones[8] = { 255, 255, 255, 255,
					       255, 255, 255, 255 };

	return head_of(span_make(ones, len < 8 ? len : 8));
}

static void open_multipart(struct parser *p, struct mime_node *node)
{
	struct span text = mime_param_boundary(node->params, p->arena);

	if (text.len == 0) {
		node->broken = true;
		return;
	}
	node->kind = MIME_MULTIPART;
	p->open[p->open_count++] = (struct boundary){
		.head = head_of(text),
		.mask = head_mask(text.len),
		.text = text,
		.node = node,
	};
}

/* RFC 6532 3.7: of message/global alone the body may be encoded; then it is not
 * looked into. */
static bool is_message_type(const struct mime_node *node)
{
	if (!node->type.ptr)
		return node->in_digest;
	if (!span_eq_nocase(node->type, SPAN("message")))
		return false;
	return span_eq_nocase(node->subtype, SPAN("rfc822")) ||
	       (span_eq_nocase(node->subtype, SPAN("global")) &&
		node->encoding == MIME_ENCODING_NONE);
}

/* What its header makes of a part; the body begins at p->here. */
static void begin_body(struct parser *p)
{
	struct mime_node *node = p->node;
	uint64_t length = p->here.at - node->header.at;

	node->body = p->here;
	node->header_read = length < p->header_left ? length : p->header_left;
	p->header_left -= node->header_read;
	read_fields(&node->fields, mime_structure_header(node, p->message));
	read_type(node);
	node->encoding = encoding_of(node->fields.encoding);
	p->state = STATE_BODY;
	if (is_message_type(node)) {
		node->broken = node->depth >= p->limits.depth || !may_grow(p);
		if (node->broken)
			return;
		node->kind = MIME_MESSAGE;
		add_node(p, node);
	} else if (span_eq_nocase(node->type, SPAN("multipart"))) {
		node->broken = node->depth >= p->limits.depth || !may_grow(p);
		if (!node->broken)
			open_multipart(p, node);
	}
}

/* ---- closing parts ---- */

static void close_node(struct mime_node *node, struct mime_mark end)
{
	/* A boundary right behind a header takes nothing from the header. */
	node->end = end.at < node->body.at ? node->body : end;
	if (node->last && node->last->end.at > node->end.at)
		node->end = node->last->end;
	if (node->kind == MIME_MULTIPART && !node->first) {
		node->kind = MIME_LEAF;
		node->broken = true;
	}
}

/* Closes the open parts inside `stop` (NULL: all). */
static void close_inside(struct parser *p, const struct mime_node *stop,
			 struct mime_mark end)
{
	while (p->state == STATE_HEADER)
		begin_body(p);
	for (; p->node != stop; p->node = p->node->parent)
		close_node(p->node, end);
}

/* ---- boundaries ---- */

/* The open boundary that text (behind "--") begins with; the longest, and of
 * equal ones the innermost. */
static const struct boundary *find_boundary(const struct parser *p,
					    struct span text)
{
	const struct boundary *best = NULL;
	uint64_t head = head_of(text);

	for (size_t i = p->open_count; i-- > 0;) {
		const struct boundary *b = &p->open[i];

		if ((head & b->mask) == b->head &&
		    (!best || b->text.len > best->text.len) &&
		    span_starts(text, b->text))
			best = b;
	}
	return best;
}

/* false: the line is none, or none that may count. */
static bool take_boundary(struct parser *p, const struct line *line)
{
	struct span text = line->text;
	const struct boundary *b;
	bool last;

	if (text.len < 3 || text.ptr[0] != '-' || text.ptr[1] != '-')
		return false;
	text = span_from(text, 2);
	b = find_boundary(p, text);
	if (!b)
		return false;
	last = span_starts(span_from(text, b->text.len), SPAN("--"));
	if (!last && !may_grow(p)) {
		p->open_count = 0;
		return false;
	}
	close_inside(p, b->node, p->before);
	p->open_count = (size_t)(b - p->open) + !last;
	p->state = STATE_BODY;
	p->here = line->end;
	if (!last)
		add_node(p, b->node);
	return true;
}

static bool is_empty_line(struct span text)
{
	return span_eq(text, SPAN("\n")) || span_eq(text, SPAN("\r\n"));
}

static void take_line(struct parser *p)
{
	struct line line = next_line(p);

	if (!p->open_count || !take_boundary(p, &line)) {
		p->here = line.end;
		if (p->state == STATE_HEADER && is_empty_line(line.text))
			begin_body(p);
	}
	p->before = line.text_end;
}

struct mime_tree mime_structure_parse(struct span message,
				      const struct mime_limits *limits,
				      struct arena *arena)
{
	struct parser p = {
		.arena = arena,
		.message = message,
		.limits = *limits,
		.header_left = limits->header_bytes,
	};
	struct mime_node *root;

	p.open = arena_alloc_array(arena, (size_t)limits->depth + 1,
				   sizeof(*p.open));
	root = add_node(&p, NULL);
	while (p.here.at < message.len)
		take_line(&p);
	close_inside(&p, NULL, p.here);
	return (struct mime_tree){ .root = root,
				   .vsize = p.here.at + p.here.bare };
}

struct span mime_structure_header(const struct mime_node *node,
				  struct span message)
{
	return span_first(span_from(message, node->header.at),
			  node->header_read);
}

bool mime_structure_is_text(const struct mime_node *node)
{
	if (node->kind != MIME_LEAF)
		return false;
	return node->broken || !node->type.ptr ||
	       span_eq_nocase(node->type, SPAN("text"));
}

bool mime_structure_is_readable(const struct mime_node *node)
{
	return mime_structure_is_text(node) ||
	       (node->kind == MIME_LEAF &&
		span_eq_nocase(node->type, SPAN("message")));
}

struct span mime_structure_charset(const struct mime_node *node,
				   struct arena *arena)
{
	struct mime_param params[MIME_PARAMS_MAX];
	size_t count;

	if (node->broken || !mime_structure_is_text(node))
		return SPAN("");
	count = mime_param_parse(node->params, arena, params);
	return mime_param_value(params, count, SPAN("charset"));
}
