/* SPDX-License-Identifier: MIT */
/*
 * Line by line. The first bytes of a line are held back until it is clear
 * whether it is a boundary or the end of a header; what follows them passes
 * through. A field of a header is held back while it fits, for one may have
 * to go. So is the last line end of a body, which may belong to a boundary.
 *
 * Parts are told from one another by the rules of mime_structure.c.
 */
#include "mime/mime_binary.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/b64.h"
#include "base/x.h"
#include "mime/mime_header.h"
#include "mime/mime_param.h"

enum {
	DEPTH_MAX = 100,
	BOUNDARY_MAX = 200, /* RFC 2046 5.1.1 allows 70 */
	HEAD_MAX = BOUNDARY_MAX + 4,
	FIELD_MAX = 8192,
	GROUP_MAX = 57, /* bytes of a base64 line of 76 */
	CODED_MAX = 78
};

enum state {
	STATE_HEADER,
	STATE_BODY,     /* of a leaf, or around the parts of a multipart */
	STATE_BOUNDARY, /* in the rest of such a line */
};

enum kind {
	KIND_LEAF,
	KIND_MULTIPART,
	KIND_MESSAGE, /* with a header of its own */
	KIND_REPORT   /* any other message type */
};

struct open_part {
	char boundary[BOUNDARY_MAX];
	size_t len;
	bool digest; /* RFC 2046 5.1.5: the default is message/rfc822 */
};

struct mime_binary {
	mime_binary_write *write;
	void *target;
	char last; /* byte written */
	enum state state;
	enum state behind; /* the boundary */
	bool in_line;      /* behind its head */
	struct buf head;
	struct open_part open[DEPTH_MAX];
	size_t open_count;

	/* the header */
	struct buf field;
	bool judged; /* the field is; what follows of it is not kept */
	bool drop;   /* and must go */
	bool typed;
	enum kind kind;
	bool encoded; /* it has a Content-Transfer-Encoding … */
	bool binary;  /* … which is this */
	struct open_part part;

	/* the body */
	bool encode;
	bool has_line;   /* of base64 */
	struct buf held; /* line end */
	struct buf group;
	struct buf coded;
};

struct mime_binary *mime_binary_new(mime_binary_write *write, void *target)
{
	struct mime_binary *b = x_calloc(1, sizeof(*b));

	b->write = write;
	b->target = target;
	buf_init(&b->head, HEAD_MAX);
	buf_init(&b->field, FIELD_MAX);
	buf_init(&b->held, 2);
	buf_init(&b->group, GROUP_MAX);
	buf_init(&b->coded, CODED_MAX);
	return b;
}

void mime_binary_free(struct mime_binary **binary)
{
	struct mime_binary *b = *binary;

	if (!b)
		return;
	buf_release(&b->head);
	buf_release(&b->field);
	buf_release(&b->held);
	buf_release(&b->group);
	buf_release(&b->coded);
	free(b);
	*binary = NULL;
}

static void put(struct mime_binary *b, struct span bytes)
{
	if (!bytes.len)
		return;
	b->last = bytes.ptr[bytes.len - 1];
	b->write(b->target, bytes);
}

/* ---- the body ---- */

/* RFC 2045 6.8. A line end goes before each line but the first: the last is
 * followed by the one of the boundary. */
static void put_coded(struct mime_binary *b)
{
	if (!b->group.len)
		return;
	buf_reset(&b->coded);
	if (b->has_line)
		buf_add(&b->coded, SPAN("\r\n"));
	b64_encode(&b->coded, buf_span(&b->group));
	put(b, buf_span(&b->coded));
	buf_reset(&b->group);
	b->has_line = true;
}

static void put_content(struct mime_binary *b, struct span bytes)
{
	if (!b->encode)
		put(b, bytes);
	while (b->encode && bytes.len) {
		size_t room = GROUP_MAX - b->group.len;

		buf_add(&b->group, span_first(bytes, room));
		bytes = span_from(bytes, room);
		if (b->group.len == GROUP_MAX)
			put_coded(b);
	}
}

/* Not beyond the end of a line. */
static void add_body(struct mime_binary *b, struct span piece)
{
	size_t len = piece.len;

	if (span_eq(buf_span(&b->held), SPAN("\r")) &&
	    span_eq(piece, SPAN("\n"))) {
		buf_add(&b->held, piece);
		return;
	}
	put_content(b, buf_span(&b->held));
	if (len && piece.ptr[len - 1] == '\n')
		len--;
	if (len && piece.ptr[len - 1] == '\r')
		len--;
	put_content(b, span_first(piece, len));
	buf_reset(&b->held);
	buf_add(&b->held, span_from(piece, len));
}

/* ---- the header ---- */

static void begin_header(struct mime_binary *b, enum kind kind)
{
	b->state = STATE_HEADER;
	b->typed = false;
	b->kind = kind;
	b->encoded = false;
	b->binary = false;
	b->part.len = 0;
}

static enum kind kind_of(struct span type, struct span subtype)
{
	if (span_eq_nocase(type, SPAN("multipart")))
		return KIND_MULTIPART;
	if (!span_eq_nocase(type, SPAN("message")))
		return KIND_LEAF;
	return span_eq_nocase(subtype, SPAN("rfc822")) ||
			       span_eq_nocase(subtype, SPAN("global"))
		       ? KIND_MESSAGE
		       : KIND_REPORT;
}

static void read_type(struct mime_binary *b, struct span value)
{
	struct span type, subtype, boundary;
	struct arena arena;

	if (!mime_param_take_type(&value, &type, &subtype))
		return;
	b->kind = kind_of(type, subtype);
	b->part.digest = span_eq_nocase(subtype, SPAN("digest"));
	if (b->kind != KIND_MULTIPART)
		return;
	arena_init(&arena);
	boundary = mime_param_boundary(value, &arena);
	if (boundary.len && boundary.len <= BOUNDARY_MAX) {
		memcpy(b->part.boundary, boundary.ptr, boundary.len);
		b->part.len = boundary.len;
	}
	arena_release(&arena);
}

/* The first of a name counts. */
static void read_field(struct mime_binary *b)
{
	struct span rest = buf_span(&b->field);
	struct mime_field f;

	if (!mime_header_next(&rest, &f))
		return;
	if (span_eq_nocase(f.name, SPAN("Content-Type")) && !b->typed) {
		b->typed = true;
		read_type(b, f.value);
	} else if (span_eq_nocase(f.name, SPAN("Content-Transfer-Encoding"))) {
		if (!b->encoded)
			b->binary =
				span_eq_nocase(mime_param_take_token(&f.value),
					       SPAN("binary"));
		b->encoded = true;
		b->drop = b->binary;
	}
}

static void judge_field(struct mime_binary *b)
{
	if (b->judged)
		return;
	read_field(b);
	b->judged = true;
	if (!b->drop)
		put(b, buf_span(&b->field));
	buf_reset(&b->field);
}

static void add_field(struct mime_binary *b, struct span bytes)
{
	if (!b->judged) {
		size_t room = FIELD_MAX - b->field.len;

		buf_add(&b->field, span_first(bytes, room));
		bytes = span_from(bytes, room);
		if (!bytes.len)
			return;
		judge_field(b);
	}
	if (!b->drop)
		put(b, bytes);
}

static void end_field(struct mime_binary *b)
{
	judge_field(b);
	b->judged = false;
	b->drop = false;
}

static void end_header(struct mime_binary *b)
{
	end_field(b);
	if (!b->binary)
		return;
	if (b->last && b->last != '\n')
		put(b, SPAN("\r\n"));
	put(b, SPAN("Content-Transfer-Encoding: "));
	put(b, b->kind == KIND_LEAF ? SPAN("base64\r\n") : SPAN("8bit\r\n"));
}

static void begin_body(struct mime_binary *b)
{
	b->encode = b->binary && b->kind == KIND_LEAF;
	b->has_line = false;
	b->state = STATE_BODY;
	if (b->kind == KIND_MESSAGE)
		begin_header(b, KIND_LEAF);
	else if (b->part.len && b->open_count < DEPTH_MAX)
		b->open[b->open_count++] = b->part;
}

/* ---- lines ---- */

/* The open boundary that text (behind "--") begins with: the longest, and of
 * equal ones the innermost. DEPTH_MAX: none. */
static size_t find_boundary(const struct mime_binary *b, struct span text)
{
	size_t best = DEPTH_MAX;

	for (size_t i = b->open_count; i-- > 0;) {
		const struct open_part *p = &b->open[i];

		if ((best == DEPTH_MAX || p->len > b->open[best].len) &&
		    span_starts(text, span_make(p->boundary, p->len)))
			best = i;
	}
	return best;
}

static void end_part(struct mime_binary *b)
{
	if (b->state == STATE_HEADER)
		end_header(b);
	put_coded(b);
	b->encode = false;
	put(b, buf_span(&b->held));
	buf_reset(&b->held);
}

/* false: the line is none. */
static bool take_boundary(struct mime_binary *b, struct span head)
{
	struct span text = span_from(head, 2);
	size_t i;

	if (!span_starts(head, SPAN("--")))
		return false;
	i = find_boundary(b, text);
	if (i == DEPTH_MAX)
		return false;
	end_part(b);
	put(b, head);
	b->open_count = i;
	b->state = STATE_BOUNDARY;
	b->behind = STATE_BODY;
	if (!span_starts(span_from(text, b->open[i].len), SPAN("--"))) {
		b->open_count++;
		b->behind = STATE_HEADER;
	}
	return true;
}

static void add_header_line(struct mime_binary *b, struct span head)
{
	if (span_eq(head, SPAN("\n")) || span_eq(head, SPAN("\r\n"))) {
		end_header(b);
		put(b, head);
		begin_body(b);
		return;
	}
	if (head.ptr[0] != ' ' && head.ptr[0] != '\t')
		end_field(b);
	add_field(b, head);
}

static void end_line(struct mime_binary *b)
{
	b->in_line = false;
	if (b->state != STATE_BOUNDARY)
		return;
	b->state = b->behind;
	if (b->state == STATE_HEADER)
		begin_header(b, b->open[b->open_count - 1].digest ? KIND_MESSAGE
								  : KIND_LEAF);
}

/* It is clear what the line is that begins so. */
static void take_head(struct mime_binary *b)
{
	struct span head = buf_span(&b->head);

	b->in_line = true;
	if (!take_boundary(b, head)) {
		if (b->state == STATE_HEADER)
			add_header_line(b, head);
		else
			add_body(b, head);
	}
	if (span_ends(head, SPAN("\n")))
		end_line(b);
	buf_reset(&b->head);
}

static bool head_is_clear(const struct mime_binary *b)
{
	struct span head = buf_span(&b->head);

	if (span_ends(head, SPAN("\n")) || head.len == HEAD_MAX)
		return true;
	if (span_eq(head, SPAN("\r")))
		return false;
	return !b->open_count || !span_starts(SPAN("--"), span_first(head, 2));
}

static void add_rest(struct mime_binary *b, struct span piece)
{
	if (b->state == STATE_BOUNDARY)
		put(b, piece);
	else if (b->state == STATE_HEADER)
		add_field(b, piece);
	else
		add_body(b, piece);
	if (span_ends(piece, SPAN("\n")))
		end_line(b);
}

void mime_binary_add(struct mime_binary *b, struct span bytes)
{
	while (bytes.len) {
		size_t len = 1;

		if (b->in_line) {
			len = span_find_char(bytes, '\n') + 1;
			add_rest(b, span_first(bytes, len));
		} else {
			buf_add(&b->head, span_first(bytes, len));
			if (head_is_clear(b))
				take_head(b);
		}
		bytes = span_from(bytes, len);
	}
}

void mime_binary_end(struct mime_binary *b)
{
	bool coded;

	if (b->head.len)
		take_head(b);
	if (b->state == STATE_BODY)
		put_content(b, buf_span(&b->held));
	buf_reset(&b->held);
	coded = b->encode;
	end_part(b);
	if (coded && b->has_line)
		put(b, SPAN("\r\n"));
}
