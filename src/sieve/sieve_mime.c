/* SPDX-License-Identifier: MIT */
/*
 * RFC 5703: foreverypart and break, :mime.
 *
 * Parts are known by their number in the message as it is now. A part that is
 * replaced has none inside it any more, so that the loops that are open go on
 * behind it; a message that is enclosed has new parts before it, and the loops
 * move along.
 */
#include "sieve/sieve_mime.h"

#include "base/auto.h"
#include "base/hex.h"
#include "mime/mime_header.h"
#include "mime/mime_param.h"
#include "mime/mime_text.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"

enum {
	CHARSET_MAX = 64
};

/* ---- foreverypart ---- */

struct part_loop {
	struct part_loop *outer;
	size_t root; /* the part whose parts are gone through */
	size_t at;
	bool is_begun;
};

static struct part_loop *innermost(const struct sieve_run *run)
{
	return run->kept[SIEVE_EXT_FOREVERYPART];
}

bool sieve_mime_current(struct sieve_run *run,
			struct sieve_content **out_content, size_t *out)
{
	const struct part_loop *loop = innermost(run);

	*out = loop ? loop->at : 0;
	return sieve_content_get(run, out_content) &&
	       (*out < (*out_content)->parts.count ||
		sieve_state_fail(run, ERR_STATE, "the part is gone"));
}

static bool begin_parts(struct sieve_run *run, const struct sieve_call *call)
{
	struct part_loop *loop = sieve_state_alloc(run, sizeof(*loop));

	(void)call;
	if (!loop)
		return false;
	loop->outer = innermost(run);
	loop->root = loop->outer ? loop->outer->at : 0;
	run->kept[SIEVE_EXT_FOREVERYPART] = loop;
	return true;
}

/* An inner loop goes through what is inside the part, without the part. */
static bool next_part(struct sieve_run *run, const struct sieve_call *call)
{
	struct part_loop *loop = innermost(run);
	struct sieve_content *content;

	(void)call;
	if (!sieve_content_get(run, &content))
		return false;
	if (loop->is_begun)
		loop->at++;
	else
		loop->at = loop->outer ? loop->root + 1 : loop->root;
	loop->is_begun = true;
	run->result = loop->root < content->parts.count &&
		      loop->at < content->parts.at[loop->root].end;
	return true;
}

static void end_parts(struct sieve_run *run)
{
	run->kept[SIEVE_EXT_FOREVERYPART] = innermost(run)->outer;
}

static const struct sieve_node *emit_break(struct sieve_compiler *c,
					   const struct sieve_node *node)
{
	const struct sieve_command *row = sieve_emit_find(c, node->name, false);
	const struct sieve_call *call;

	if (!sieve_emit_fits(c, node, SIEVE_HAS_ARGUMENTS))
		return node;
	call = sieve_emit_call(c, node, row);
	if (call)
		sieve_emit_break(c, call);
	return node;
}

static void check_loop(struct sieve_compiler *c, struct sieve_call *call)
{
	const struct sieve_value *name =
		sieve_command_arg(call, SIEVE_SLOT_OWN);

	if (name->is_given && name->texts[0].count)
		sieve_emit_error(c, call->line,
				 "the :name of a loop can't have variables");
}

static const struct sieve_tag loop_tags[] = {
	{ .name = "name", .type = SIEVE_STRING, .slot = SIEVE_SLOT_OWN },
	{ .name = NULL },
};

/* ---- :mime ---- */

static bool is_one_of(struct span name, const struct sieve_strings *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (span_eq_nocase(name, names->at[i]))
			return true;
	return false;
}

static bool add_fields(struct sieve_run *run, struct span header,
		       const struct sieve_strings *names,
		       struct sieve_field ***end)
{
	struct mime_field found;

	if (!sieve_state_examine(run, header.len))
		return false;
	while (mime_header_next(&header, &found)) {
		struct sieve_field *field;

		if (!is_one_of(found.name, names))
			continue;
		field = sieve_state_alloc(run, sizeof(*field));
		if (!field)
			return false;
		field->name = found.name;
		field->value = found.value;
		**end = field;
		*end = &field->next;
	}
	return true;
}

bool sieve_mime_fields(struct sieve_run *run, const struct sieve_call *call,
		       const struct sieve_strings *names,
		       struct sieve_field **out)
{
	struct sieve_content *content;
	size_t i, end;

	*out = NULL;
	if (!sieve_mime_current(run, &content, &i))
		return false;
	end = sieve_command_has(call, SIEVE_SLOT_ANYCHILD)
		      ? content->parts.at[i].end
		      : i + 1;
	for (; i < end; i++)
		if (!add_fields(run, content->parts.at[i].header, names, &out))
			return false;
	return true;
}

/* RFC 5703 4.1: the "type" of Content-Type is two words, that of
 * Content-Disposition one, that of other fields blank. */
static void take_words(const struct sieve_field *field, struct span *out_type,
		       struct span *out_subtype, struct span *out_rest)
{
	*out_rest = field->value;
	*out_subtype = SPAN("");
	if (span_eq_nocase(field->name, SPAN("Content-Type"))) {
		if (!mime_param_take_type(out_rest, out_type, out_subtype))
			*out_type = SPAN("");
	} else {
		*out_type = mime_param_take_token(out_rest);
		if (!span_eq_nocase(field->name, SPAN("Content-Disposition")))
			*out_type = SPAN("");
	}
}

/* RFC 2231 4: charset'language'text */
static void decode_extended(struct buf *out, struct span value)
{
	char charset[CHARSET_MAX + 1] = "";
	struct span name, language;
	auto_buf struct buf bytes = { 0 };

	if (!span_cut(&value, '\'', &name) ||
	    !span_cut(&value, '\'', &language))
		return;
	if (name.len <= CHARSET_MAX && name.len)
		memcpy(charset, name.ptr, name.len);
	buf_init(&bytes, value.len + 1);
	(void)hex_unescape(&bytes, value, '%');
	mime_text_to_utf8(out, buf_span(&bytes), charset);
}

static bool match_param(struct sieve_match *match, struct span wanted,
			const struct mime_param *param)
{
	struct span name = param->name;
	bool is_extended = span_ends(name, SPAN("*"));
	auto_buf struct buf text = { 0 };
	struct span kept;

	name.len -= is_extended;
	if (!span_eq_nocase(name, wanted))
		return true;
	if (!sieve_state_examine(match->run, param->value.len))
		return false;
	buf_init(&text, 4 * param->value.len + 100);
	if (is_extended)
		decode_extended(&text, param->value);
	else
		mime_header_decode(&text, param->value);
	return sieve_state_keep(match->run, buf_span(&text), &kept) &&
	       sieve_match_value(match, kept);
}

static bool match_params(struct sieve_match *match,
			 const struct sieve_call *call, struct span rest)
{
	struct mime_param params[MIME_PARAMS_MAX];
	struct sieve_strings names;
	size_t count;

	if (!sieve_state_strings(match->run, call, SIEVE_SLOT_MIME_PARAM,
				 &names) ||
	    !sieve_state_examine(match->run, rest.len))
		return false;
	count = mime_param_parse(rest, &match->run->arena, params);
	for (size_t i = 0; i < names.count; i++)
		for (size_t j = 0; j < count && !match->found; j++)
			if (!match_param(match, names.at[i], &params[j]))
				return false;
	return true;
}

bool sieve_mime_match(struct sieve_match *match, const struct sieve_call *call,
		      const struct sieve_field *field)
{
	struct span type, subtype, rest;
	auto_buf struct buf both = { 0 };
	enum sieve_mime_option option = sieve_command_choice(
		call, SIEVE_SLOT_MIME_OPTION, SIEVE_MIME_TYPE);

	take_words(field, &type, &subtype, &rest);
	/* RFC 5703 4.1: those that parsed are counted. */
	if (match->type == SIEVE_MATCH_COUNT && !type.len &&
	    option != SIEVE_MIME_PARAM)
		return true;
	switch (option) {
	case SIEVE_MIME_TYPE:
		return sieve_match_value(match, type);
	case SIEVE_MIME_SUBTYPE:
		return sieve_match_value(match, subtype);
	case SIEVE_MIME_PARAM:
		return match_params(match, call, rest);
	case SIEVE_MIME_CONTENTTYPE:
		break;
	}
	buf_init(&both, type.len + subtype.len + 2);
	buf_add(&both, type);
	if (subtype.len)
		buf_add_char(&both, '/');
	buf_add(&both, subtype);
	return sieve_state_keep(match->run, buf_span(&both), &type) &&
	       sieve_match_value(match, type);
}

void sieve_mime_move(struct sieve_run *run, size_t parts)
{
	for (struct part_loop *loop = innermost(run); loop;
	     loop = loop->outer) {
		loop->root += parts;
		loop->at += parts;
	}
}

const struct sieve_command sieve_mime_commands[] = {
	{ .name = "foreverypart",
	  .kind = SIEVE_LOOP,
	  .extension = SIEVE_EXT_FOREVERYPART,
	  .tags = { loop_tags },
	  .check = check_loop,
	  .run = next_part,
	  .begin = begin_parts,
	  .end = end_parts },
	{ .name = "break",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_FOREVERYPART,
	  .tags = { loop_tags },
	  .check = check_loop,
	  .emit = emit_break },
	{ .name = NULL },
};
