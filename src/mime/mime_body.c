/* SPDX-License-Identifier: MIT */
/*
 * The tree is walked depth first; its depth is bounded by the limits it was
 * parsed with.
 */
#include "mime/mime_body.h"

#include "mime/mime_envelope.h"
#include "mime/mime_param.h"
#include "mime/mime_string.h"

struct writer {
	struct buf *out;
	struct span message;
	enum mime_body_form form;
	struct arena *arena;
	uint32_t addresses_left;
};

static void add(struct writer *w, const char *text)
{
	buf_add_str(w->out, text);
}

static void add_number(struct writer *w, uint64_t n)
{
	buf_add_char(w->out, ' ');
	buf_add_u64(w->out, n);
}

static void add_param(struct writer *w, const struct mime_param *param,
		      bool first)
{
	add(w, first ? "(" : " ");
	mime_string_add(w->out, param->name);
	add(w, " ");
	mime_string_add(w->out, param->value);
}

/* "(name value …)" or NIL; text without a charset is us-ascii (RFC 2045
 * 5.2). */
static void add_params(struct writer *w, struct span rest, bool is_text)
{
	struct mime_param params[MIME_PARAMS_MAX + 1];
	size_t count = mime_param_parse(rest, w->arena, params);

	if (is_text && !mime_param_value(params, count, SPAN("charset")).ptr) {
		params[count].name = SPAN("charset");
		params[count++].value = SPAN("us-ascii");
	}
	if (count == 0) {
		add(w, "NIL");
		return;
	}
	for (size_t i = 0; i < count; i++)
		add_param(w, &params[i], i == 0);
	add(w, ")");
}

static void add_disposition(struct writer *w, struct span value)
{
	struct span type = mime_param_take_token(&value);

	if (type.len == 0) {
		add(w, "NIL");
		return;
	}
	add(w, "(");
	mime_string_add(w->out, type);
	add(w, " ");
	add_params(w, value, false);
	add(w, ")");
}

/* RFC 3282: tags between commas. */
static void add_language(struct writer *w, struct span value)
{
	bool first = true;

	while (value.len) {
		struct span token = mime_param_take_token(&value);
		struct span tag;

		if (token.len == 0)
			value = span_from(value, 1);
		while (span_cut(&token, ',', &tag)) {
			if (tag.len == 0)
				continue;
			add(w, first ? "(" : " ");
			mime_string_add(w->out, tag);
			first = false;
		}
	}
	add(w, first ? "NIL" : ")");
}

static void add_disposition_and_rest(struct writer *w,
				     const struct mime_fields *fields)
{
	add(w, " ");
	add_disposition(w, fields->disposition);
	add(w, " ");
	add_language(w, fields->language);
	add(w, " ");
	mime_string_add_value(w->out, fields->location);
}

static void add_type(struct writer *w, const struct mime_node *node)
{
	bool is_text = mime_structure_is_text(node);

	if (node->kind == MIME_MESSAGE && !node->type.ptr) {
		add(w, "\"message\" \"rfc822\" NIL");
	} else if (node->broken || !node->type.ptr) {
		add(w, "\"text\" \"plain\" (\"charset\" \"us-ascii\")");
	} else {
		mime_string_add(w->out, node->type);
		add(w, " ");
		mime_string_add(w->out, node->subtype);
		add(w, " ");
		add_params(w, node->params, is_text);
	}
}

static void add_encoding(struct writer *w, struct span value)
{
	struct span token = mime_param_take_token(&value);

	add(w, " ");
	mime_string_add(w->out, token.len ? token : SPAN("7bit"));
}

static void add_node(struct writer *w, const struct mime_node *node);

static void add_message(struct writer *w, const struct mime_node *inner)
{
	add(w, " ");
	mime_envelope_write(w->out, mime_structure_header(inner, w->message),
			    &w->addresses_left);
	add(w, " ");
	add_node(w, inner);
}

static void add_single(struct writer *w, const struct mime_node *node)
{
	const struct mime_fields *fields = &node->fields;

	add_type(w, node);
	add(w, " ");
	mime_string_add_value(w->out, fields->id);
	add(w, " ");
	mime_string_add_value(w->out, fields->description);
	add_encoding(w, fields->encoding);
	add_number(w, node->end.at - node->body.at + node->end.bare -
			      node->body.bare);
	if (node->kind == MIME_MESSAGE)
		add_message(w, node->first);
	if (node->kind == MIME_MESSAGE || mime_structure_is_text(node))
		add_number(w, node->end.lines - node->body.lines);
	if (w->form != MIME_BODYSTRUCTURE)
		return;
	add(w, " ");
	mime_string_add_value(w->out, fields->md5);
	add_disposition_and_rest(w, fields);
}

static void add_multipart(struct writer *w, const struct mime_node *node)
{
	for (const struct mime_node *n = node->first; n; n = n->next)
		add_node(w, n);
	add(w, " ");
	mime_string_add(w->out, node->subtype);
	if (w->form != MIME_BODYSTRUCTURE)
		return;
	add(w, " ");
	add_params(w, node->params, false);
	add_disposition_and_rest(w, &node->fields);
}

static void add_node(struct writer *w, const struct mime_node *node)
{
	add(w, "(");
	if (node->kind == MIME_MULTIPART)
		add_multipart(w, node);
	else
		add_single(w, node);
	add(w, ")");
}

void mime_body_write(struct buf *out, const struct mime_node *root,
		     struct span message, enum mime_body_form form,
		     struct arena *arena)
{
	struct writer w = {
		.out = out,
		.message = message,
		.form = form,
		.arena = arena,
		.addresses_left = MIME_ENVELOPE_ADDRESSES,
	};

	add_node(&w, root);
}
