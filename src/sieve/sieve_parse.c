/* SPDX-License-Identifier: MIT */
/*
 * Recursive descent with one token looked at ahead. Depth counts blocks and
 * tests together. The first fault ends it: what follows would be guesses.
 */
#include "sieve/sieve_parse.h"

#include "sieve/sieve_lex.h"

struct parser {
	struct sieve_lex lex;
	struct sieve_token token;
	struct sieve_notes *notes;
	uint32_t depth, max_depth;
};

static bool parse_commands(struct parser *p, struct sieve_node **out);
static bool parse_test(struct parser *p, struct sieve_node **out);

static void advance(struct parser *p)
{
	sieve_lex_next(&p->lex, &p->token);
}

static bool is_mark(const struct parser *p, char mark)
{
	return p->token.kind == SIEVE_TOKEN_MARK && p->token.mark == mark;
}

static bool fail(struct parser *p, const char *expected)
{
	const struct sieve_token *token = &p->token;

	switch (token->kind) {
	case SIEVE_TOKEN_BAD: /* has been told */
		return false;
	case SIEVE_TOKEN_END:
		return sieve_note_error(p->notes, token->line,
					"the script ends before %s", expected);
	case SIEVE_TOKEN_MARK:
		return sieve_note_error(p->notes, token->line,
					"'%c' where %s should be", token->mark,
					expected);
	case SIEVE_TOKEN_NUMBER:
		return sieve_note_error(p->notes, token->line,
					"a number where %s should be",
					expected);
	case SIEVE_TOKEN_STRING:
		return sieve_note_error(p->notes, token->line,
					"a string where %s should be",
					expected);
	case SIEVE_TOKEN_WORD:
	case SIEVE_TOKEN_TAG:
		break;
	}
	return sieve_note_error(
		p->notes, token->line, "'%.*s' where %s should be",
		SPAN_ARG(span_first(token->text, 80)), expected);
}

static bool enter(struct parser *p)
{
	if (++p->depth <= p->max_depth)
		return true;
	return sieve_note_error(p->notes, p->token.line,
				"more than %u blocks and tests in each other",
				(unsigned)p->max_depth);
}

/* ---- arguments ---- */

static bool is_string(const struct parser *p)
{
	return p->token.kind == SIEVE_TOKEN_STRING;
}

/* Doubles the room where count has filled it. */
static struct span *with_room(struct parser *p, struct span *at, size_t count)
{
	struct span *more;

	if (count == 0 || (count & (count - 1)) != 0)
		return at;
	more = arena_alloc_array(p->notes->arena, count * 2, sizeof(*more));
	memcpy(more, at, count * sizeof(*more));
	return more;
}

static bool parse_strings(struct parser *p, struct sieve_argument *out)
{
	struct span *at = &out->string;
	size_t count = 0;

	out->kind = SIEVE_ARGUMENT_STRINGS;
	out->is_list = is_mark(p, '[');
	if (out->is_list)
		advance(p);
	for (;;) {
		if (!is_string(p))
			return fail(p, "a string");
		at = with_room(p, at, count);
		at[count++] = p->token.text;
		advance(p);
		if (!out->is_list || !is_mark(p, ','))
			break;
		advance(p);
	}
	out->strings = (struct sieve_strings){ at, count };
	if (!out->is_list)
		return true;
	if (!is_mark(p, ']'))
		return fail(p, "',' or ']'");
	advance(p);
	return true;
}

static bool is_argument(const struct parser *p)
{
	return is_string(p) || is_mark(p, '[') ||
	       p->token.kind == SIEVE_TOKEN_NUMBER ||
	       p->token.kind == SIEVE_TOKEN_TAG;
}

static bool parse_arguments(struct parser *p, struct sieve_argument **out)
{
	while (is_argument(p)) {
		struct sieve_argument *arg =
			arena_alloc(p->notes->arena, sizeof(*arg));

		*out = arg;
		out = &arg->next;
		arg->line = p->token.line;
		if (p->token.kind == SIEVE_TOKEN_NUMBER) {
			arg->kind = SIEVE_ARGUMENT_NUMBER;
			arg->number = p->token.number;
		} else if (p->token.kind == SIEVE_TOKEN_TAG) {
			arg->kind = SIEVE_ARGUMENT_TAG;
			arg->tag = p->token.text;
		} else {
			if (!parse_strings(p, arg))
				return false;
			continue;
		}
		advance(p);
	}
	return true;
}

/* ---- tests ---- */

static bool parse_test_list(struct parser *p, struct sieve_node **out)
{
	do {
		advance(p);
		if (!parse_test(p, out))
			return false;
		out = &(*out)->next;
	} while (is_mark(p, ','));
	if (!is_mark(p, ')'))
		return fail(p, "',' or ')'");
	advance(p);
	return true;
}

/* The arguments and tests behind a name. */
static bool parse_rest(struct parser *p, struct sieve_node *node)
{
	if (!parse_arguments(p, &node->arguments))
		return false;
	node->has_test_list = is_mark(p, '(');
	if (node->has_test_list)
		return parse_test_list(p, &node->tests);
	if (p->token.kind == SIEVE_TOKEN_WORD)
		return parse_test(p, &node->tests);
	return true;
}

static struct sieve_node *take_name(struct parser *p)
{
	struct sieve_node *node = arena_alloc(p->notes->arena, sizeof(*node));

	node->name = p->token.text;
	node->line = p->token.line;
	advance(p);
	return node;
}

static bool parse_test(struct parser *p, struct sieve_node **out)
{
	if (p->token.kind != SIEVE_TOKEN_WORD)
		return fail(p, "a test");
	if (!enter(p))
		return false;
	*out = take_name(p);
	if (!parse_rest(p, *out))
		return false;
	p->depth--;
	return true;
}

/* ---- commands ---- */

static bool parse_block(struct parser *p, struct sieve_node *node)
{
	if (!enter(p))
		return false;
	advance(p);
	node->has_block = true;
	if (!parse_commands(p, &node->block))
		return false;
	if (!is_mark(p, '}'))
		return fail(p, "a command or '}'");
	advance(p);
	p->depth--;
	return true;
}

static bool parse_command(struct parser *p, struct sieve_node **out)
{
	*out = take_name(p);
	if (!parse_rest(p, *out))
		return false;
	if (is_mark(p, '{'))
		return parse_block(p, *out);
	if (!is_mark(p, ';'))
		return fail(p, "';' or a block");
	advance(p);
	return true;
}

static bool parse_commands(struct parser *p, struct sieve_node **out)
{
	while (p->token.kind == SIEVE_TOKEN_WORD) {
		if (!parse_command(p, out))
			return false;
		out = &(*out)->next;
	}
	return true;
}

bool sieve_parse(struct span text, uint32_t max_nesting,
		 struct sieve_notes *notes, struct sieve_node **out)
{
	struct parser p = { .notes = notes, .max_depth = max_nesting };

	*out = NULL;
	sieve_lex_init(&p.lex, text, notes);
	advance(&p);
	if (!parse_commands(&p, out))
		return false;
	return p.token.kind == SIEVE_TOKEN_END || fail(&p, "a command");
}
