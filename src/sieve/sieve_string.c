/* SPDX-License-Identifier: MIT */
/*
 * Variables of a script are numbered when they are first named; names are
 * compared without regard to case, and kept in lower case.
 */
#include "sieve/sieve_string.h"

#include "base/auto.h"
#include "base/num.h"
#include "sieve/sieve_encoded.h"
#include "sieve/sieve_lex.h"

struct sieve_variable {
	struct sieve_variable *next;
	struct span name;
	uint32_t number;
	bool is_global;
	bool is_set; /* a command may change it */
};

/* Namespaces (RFC 5229 3) but for "global", which has a kind of its own. */
static const struct {
	const char *name;
	enum sieve_extension extension;
} spaces[SIEVE_SPACES] = {
	[SIEVE_SPACE_NONE] = { NULL, SIEVE_EXT_NONE },
	[SIEVE_SPACE_ENV] = { "env", SIEVE_EXT_DOVECOT_ENVIRONMENT },
};

static struct span shown(struct span name)
{
	return span_first(name, 80);
}

static struct span lower(struct sieve_compiler *c, struct span name)
{
	char *copy = arena_strdup(c->arena, name);

	for (size_t i = 0; i < name.len; i++)
		copy[i] = span_lower(copy[i]);
	return span_make(copy, name.len);
}

static struct sieve_variable *find(struct sieve_compiler *c, uint32_t line,
				   struct span name)
{
	struct sieve_variable **at = &c->variables;

	while (*at && !span_eq_nocase((*at)->name, name))
		at = &(*at)->next;
	if (*at)
		return *at;
	if (c->locals >= c->settings->limits.variables ||
	    c->locals >= SIEVE_LOCALS_MAX) {
		sieve_emit_error(c, line, "more than %u variables",
				 (unsigned)c->settings->limits.variables);
		return NULL;
	}
	*at = arena_alloc(c->arena, sizeof(**at));
	(*at)->name = lower(c, name);
	(*at)->number = c->locals++;
	return *at;
}

/* ---- references ---- */

static bool is_number(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len > 0;
}

/* identifiers and numbers with dots between, an identifier first if there are
 * dots */
static bool is_name(struct span name)
{
	bool first = true;
	struct span part;

	if (is_number(name))
		return true;
	while (span_cut(&name, '.', &part)) {
		if (!sieve_lex_is_word(part) && (first || !is_number(part)))
			return false;
		first = false;
	}
	return !first;
}

static bool name_in_space(struct sieve_compiler *c, uint32_t line,
			  struct span name, struct sieve_piece *out)
{
	size_t dot = span_find_char(name, '.');
	struct span space = span_first(name, dot);
	struct span rest = span_from(name, dot + 1);

	if (span_eq_nocase(space, SPAN("global")) &&
	    sieve_extension_has(&c->required, SIEVE_EXT_INCLUDE)) {
		if (!sieve_lex_is_word(rest)) {
			sieve_emit_error(c, line,
					 "'%.*s' is no global variable",
					 SPAN_ARG(shown(name)));
			return false;
		}
		*out = (struct sieve_piece){ .kind = SIEVE_PIECE_GLOBAL,
					     .text = lower(c, rest) };
		return true;
	}
	for (uint32_t i = SIEVE_SPACE_NONE + 1; i < SIEVE_SPACES; i++)
		if (span_eq_nocase(space, span_of(spaces[i].name)) &&
		    sieve_emit_has(c, line, spaces[i].extension)) {
			*out = (struct sieve_piece){ .kind = SIEVE_PIECE_SPACE,
						     .number = i,
						     .text = rest };
			return true;
		}
	sieve_emit_error(c, line, "there is no namespace '%.*s'",
			 SPAN_ARG(shown(space)));
	return false;
}

/* What a name stands for. */
static bool make_piece(struct sieve_compiler *c, uint32_t line,
		       struct span name, struct sieve_piece *out)
{
	struct sieve_variable *variable;

	*out = (struct sieve_piece){ .kind = SIEVE_PIECE_MATCH };
	if (is_number(name)) {
		if (num_parse_u32(name, 0, SIEVE_MATCH_LAST, &out->number))
			return true;
		sieve_emit_error(c, line, "match variables end with ${%u}",
				 (unsigned)SIEVE_MATCH_LAST);
		return false;
	}
	if (span_find_char(name, '.') < name.len)
		return name_in_space(c, line, name, out);
	variable = find(c, line, name);
	if (!variable)
		return false;
	out->kind =
		variable->is_global ? SIEVE_PIECE_GLOBAL : SIEVE_PIECE_LOCAL;
	if (variable->is_global)
		out->text = variable->name;
	else
		out->number = variable->number;
	return true;
}

/* ---- strings with references ---- */

enum {
	NAME_MAX_LENGTH = 500 /* longer ones are no references */
};

/* Cuts text up to the next reference, and that; false: there is none left. */
static bool next_reference(struct span *rest, struct span *out_before,
			   struct span *out_name)
{
	size_t from = 0;

	for (;;) {
		size_t at =
			from + span_find(span_from(*rest, from), SPAN("${"));
		struct span behind = span_from(*rest, at + 2);
		struct span near = span_first(behind, NAME_MAX_LENGTH);
		size_t end = span_find_char(near, '}');

		if (at >= rest->len)
			return false;
		*out_before = span_first(*rest, at);
		*out_name = span_first(behind, end);
		if (end < near.len && is_name(*out_name)) {
			*rest = span_from(behind, end + 1);
			return true;
		}
		from = at + 2;
	}
}

static bool make_pieces(struct sieve_compiler *c, uint32_t line,
			struct span text, struct sieve_text *out)
{
	struct sieve_piece *pieces = NULL;
	struct span before, name;
	size_t count = 0;

	for (struct span rest = text; next_reference(&rest, &before, &name);)
		count++;
	*out = (struct sieve_text){ .fixed = text };
	if (count == 0)
		return true;
	pieces = arena_alloc_array(c->arena, count * 2 + 1, sizeof(*pieces));
	out->pieces = pieces;
	while (next_reference(&text, &before, &name)) {
		if (before.len)
			pieces[out->count++].text = before;
		if (!make_piece(c, line, name, &pieces[out->count++]))
			return false;
	}
	if (text.len)
		pieces[out->count++].text = text;
	return true;
}

/* A name given to a command that may set it (RFC 5229 4). */
static bool make_variable(struct sieve_compiler *c, uint32_t line,
			  struct span name, struct sieve_text *out)
{
	struct sieve_piece *piece = arena_alloc(c->arena, sizeof(*piece));

	if (!is_name(name) || is_number(name)) {
		sieve_emit_error(c, line, "'%.*s' is no name of a variable",
				 SPAN_ARG(shown(name)));
		return false;
	}
	*out = (struct sieve_text){ .pieces = piece, .count = 1 };
	if (!make_piece(c, line, name, piece))
		return false;
	if (piece->kind == SIEVE_PIECE_LOCAL)
		find(c, line, name)->is_set = true;
	if (piece->kind != SIEVE_PIECE_SPACE)
		return true;
	sieve_emit_error(c, line, "'%.*s' can't be set", SPAN_ARG(shown(name)));
	return false;
}

static bool decode(struct sieve_compiler *c, uint32_t line, struct span *text)
{
	auto_buf struct buf decoded;

	buf_init(&decoded, text->len);
	if (!sieve_encoded_decode(&decoded, *text)) {
		sieve_emit_error(c, line, "a ${unicode:} that is no character");
		return false;
	}
	*text = arena_dup(c->arena, buf_span(&decoded));
	return true;
}

bool sieve_string_make(struct sieve_compiler *c, uint32_t line,
		       struct span text, enum sieve_type type,
		       struct sieve_text *out)
{
	bool has_reference = span_find_char(text, '$') < text.len;

	if (has_reference &&
	    sieve_extension_has(&c->required, SIEVE_EXT_ENCODED_CHARACTER) &&
	    !decode(c, line, &text))
		return false;
	if (type == SIEVE_VARIABLE || type == SIEVE_VARIABLES)
		return make_variable(c, line, text, out);
	if (has_reference &&
	    sieve_extension_has(&c->required, SIEVE_EXT_VARIABLES))
		return make_pieces(c, line, text, out);
	*out = (struct sieve_text){ .fixed = text };
	return true;
}

void sieve_string_declare_global(struct sieve_compiler *c, uint32_t line,
				 struct span name)
{
	struct sieve_variable *variable;

	if (!sieve_lex_is_word(name)) {
		sieve_emit_error(c, line, "'%.*s' is no name of a variable",
				 SPAN_ARG(shown(name)));
		return;
	}
	variable = find(c, line, name);
	if (variable && variable->is_set)
		sieve_emit_error(c, line,
				 "'%.*s' was set before it was made global",
				 SPAN_ARG(shown(name)));
	else if (variable)
		variable->is_global = true;
}
