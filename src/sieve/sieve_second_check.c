/* SPDX-License-Identifier: MIT */
/*
 * What libsieve 2.2.6 does right. Found by reading it and by running it beside
 * our engine; its faults are told in doc/admin/sieve.md.
 */
#include <limits.h>

#include "sieve/sieve_lex.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_second.h"
#include "sieve/sieve_tags.h"

enum {
	TOKENS_MAX = 9000, /* its parser's stack has room for 10000 symbols */
	STARS_MAX = 2, /* each makes :matches slower by the value's length */
	DIGITS_MAX = 9 /* of i;ascii-numeric, which is an int there */
};

static void refuse(struct sieve_compiler *c, uint32_t line, const char *what)
{
	sieve_emit_error(c, line, "libsieve can't be used: %s", what);
}

/* ---- its lexer ---- */

static bool is_lower(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != span_lower(text.ptr[i]))
			return false;
	return true;
}

/* What is wrong with a token, whose last byte is `last`; NULL: nothing. */
static const char *complaint(const struct sieve_token *token,
			     const struct sieve_token *before, char last)
{
	bool names_way = before->kind == SIEVE_TOKEN_TAG &&
			 (span_eq(before->text, SPAN("comparator")) ||
			  span_eq(before->text, SPAN("count")) ||
			  span_eq(before->text, SPAN("value")));

	if (token->kind == SIEVE_TOKEN_NUMBER && last >= 'a')
		return "it knows K, M and G in upper case only";
	if (token->kind == SIEVE_TOKEN_NUMBER && token->number > INT_MAX)
		return "numbers have to be less than 2G";
	if (token->kind == SIEVE_TOKEN_STRING && last != '"')
		return "it writes past the end of a text: block";
	if ((token->kind == SIEVE_TOKEN_WORD ||
	     token->kind == SIEVE_TOKEN_TAG || names_way) &&
	    !is_lower(token->text))
		return "it knows words in lower case only";
	return NULL;
}

static void check_tokens(struct sieve_compiler *c, struct span text)
{
	struct sieve_token token = { .kind = SIEVE_TOKEN_MARK }, before;
	struct sieve_notes unused = { .arena = c->arena };
	struct sieve_lex lex;
	uint32_t count = 0;

	sieve_lex_init(&lex, text, &unused);
	while (token.kind != SIEVE_TOKEN_END && token.kind != SIEVE_TOKEN_BAD &&
	       count <= TOKENS_MAX) {
		const char *what;

		before = token;
		sieve_lex_next(&lex, &token);
		what = complaint(&token, &before,
				 lex.rest.ptr > text.ptr ? lex.rest.ptr[-1]
							 : ' ');
		if (what)
			refuse(c, token.line, what);
		count++;
	}
	if (count > TOKENS_MAX)
		refuse(c, token.line, "the script is too long for it");
}

/* Where that byte stands. */
static void check_byte(struct sieve_compiler *c, struct span text, char byte,
		       const char *what)
{
	size_t at = span_find_char(text, byte);
	uint32_t line = 1;

	if (at == text.len)
		return;
	for (size_t i = 0; i < at; i++)
		line += text.ptr[i] == '\n';
	refuse(c, line, what);
}

/* ---- its tests ---- */

static size_t count_char(struct span text, char c)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] == c;
	return count;
}

static bool is_number(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len > 0 && text.len <= DIGITS_MAX;
}

static const char *key_complaint(const struct sieve_call *call, struct span key)
{
	uint64_t type =
		sieve_command_choice(call, SIEVE_SLOT_MATCH, SIEVE_MATCH_IS);
	uint64_t comparator = sieve_command_choice(call, SIEVE_SLOT_COMPARATOR,
						   SIEVE_ASCII_CASEMAP);

	if (type == SIEVE_MATCH_MATCHES && count_char(key, '*') > STARS_MAX)
		return "more than two * in a pattern take it too long";
	if (type == SIEVE_MATCH_MATCHES && count_char(key, '?'))
		return "it takes one byte for a ?, not one character";
	if (comparator == SIEVE_ASCII_NUMERIC && !is_number(key))
		return "i;ascii-numeric needs numbers of at most nine digits";
	return NULL;
}

/* The null sender is no address to it. */
static const char *envelope_complaint(const struct sieve_call *call,
				      struct span key)
{
	if (sieve_command_choice(call, SIEVE_SLOT_MATCH, SIEVE_MATCH_IS) ==
	    SIEVE_MATCH_VALUE)
		return "envelope can't be compared by :value";
	return count_char(key, '*') == key.len
		       ? "it doesn't see the empty sender of the envelope"
		       : NULL;
}

static void check_test(struct sieve_compiler *c, const struct sieve_op *op)
{
	const struct sieve_value *names =
		sieve_command_arg(op->call, SIEVE_SLOT_A);
	const struct sieve_value *keys =
		sieve_command_arg(op->call, SIEVE_SLOT_B);
	uint64_t type = sieve_command_choice(op->call, SIEVE_SLOT_MATCH,
					     SIEVE_MATCH_IS);
	uint64_t comparator = sieve_command_choice(
		op->call, SIEVE_SLOT_COMPARATOR, SIEVE_ASCII_CASEMAP);

	if ((type == SIEVE_MATCH_COUNT || type == SIEVE_MATCH_VALUE) &&
	    comparator == SIEVE_OCTET)
		refuse(c, op->call->line, "it has no order of i;octet");
	if (type == SIEVE_MATCH_COUNT && (names->count > 1 || keys->count > 1))
		refuse(c, op->call->line,
		       "it counts with one name and one key only");
	for (size_t i = 0; i < keys->count; i++) {
		struct span key = keys->texts[i].fixed;
		const char *what = key_complaint(op->call, key);

		if (!what && sieve_second_calls(op, "envelope"))
			what = envelope_complaint(op->call, key);
		if (what)
			refuse(c, op->call->line, what);
	}
}

static void check_names(struct sieve_compiler *c, const struct sieve_op *op)
{
	const struct sieve_value *names =
		sieve_command_arg(op->call, SIEVE_SLOT_A);

	for (size_t i = 0; i < names->count; i++)
		if (!sieve_mail_is_field_name(names->texts[i].fixed))
			refuse(c, op->call->line,
			       "it takes names of header fields only");
}

/* ---- what it asks of a header field ---- */

static bool names_field(const struct sieve_op *op, struct span name)
{
	const struct sieve_value *names;

	if (!sieve_second_calls(op, "header") &&
	    !sieve_second_calls(op, "exists"))
		return false;
	names = sieve_command_arg(op->call, SIEVE_SLOT_A);
	for (size_t i = 0; i < names->count; i++)
		if (span_eq_nocase(names->texts[i].fixed, name))
			return true;
	return false;
}

/* It asks for a field and doesn't say whether for its text or its addresses. */
static void check_address(struct sieve_compiler *c, const struct sieve_op *op)
{
	const struct sieve_value *names =
		sieve_command_arg(op->call, SIEVE_SLOT_A);

	for (size_t i = 0; i < names->count; i++)
		for (uint32_t at = 0; at < c->count; at++)
			if (names_field(&c->ops[at], names->texts[i].fixed)) {
				refuse(c, op->call->line,
				       "a field can be tested by address, or "
				       "by header and exists, but not by both");
				return;
			}
}

/* ---- its actions ---- */

static void check_redirect(struct sieve_compiler *c, const struct sieve_op *op)
{
	const struct sieve_value *address =
		sieve_command_arg(op->call, SIEVE_SLOT_A);

	if (!sieve_mail_is_address(address->texts[0].fixed))
		refuse(c, op->call->line, "it takes bare addresses only");
}

static void check_op(struct sieve_compiler *c, const struct sieve_op *op)
{
	if (sieve_second_calls(op, "redirect"))
		check_redirect(c, op);
	if (sieve_second_calls(op, "header") ||
	    sieve_second_calls(op, "address") ||
	    sieve_second_calls(op, "envelope"))
		check_test(c, op);
	if (sieve_second_calls(op, "header") ||
	    sieve_second_calls(op, "address") ||
	    sieve_second_calls(op, "exists"))
		check_names(c, op);
	if (sieve_second_calls(op, "address"))
		check_address(c, op);
}

/* ---- reject ---- */

enum {
	REACHED = 1 << 0,
	ACTED = 1 << 1,
	REJECTED = 1 << 2
};

static unsigned after(struct sieve_compiler *c, const struct sieve_op *op,
		      unsigned state)
{
	bool rejects = sieve_second_calls(op, "reject");

	if (op->kind != SIEVE_OP_CALL ||
	    op->call->command->kind == SIEVE_TEST ||
	    sieve_second_calls(op, "discard"))
		return state;
	if (state & (rejects ? ACTED | REJECTED : REJECTED))
		refuse(c, op->call->line,
		       "it takes reject together with another action");
	return state | (rejects ? REJECTED : ACTED);
}

/* What may have been done before each operation: it stops without a word at a
 * conflict. Jumps lead forward only, for there are no loops. */
static void check_reject(struct sieve_compiler *c)
{
	uint8_t *state = arena_alloc(c->arena, c->count + 1);

	state[0] = REACHED;
	for (uint32_t i = 0; i < c->count; i++) {
		const struct sieve_op *op = &c->ops[i];
		unsigned now = state[i];

		if (!now || op->kind == SIEVE_OP_STOP ||
		    op->kind == SIEVE_OP_RETURN)
			continue;
		now = after(c, op, now);
		if (op->kind == SIEVE_OP_JUMP ||
		    op->kind == SIEVE_OP_JUMP_TRUE ||
		    op->kind == SIEVE_OP_JUMP_FALSE)
			state[op->number] |= (uint8_t)now;
		if (op->kind != SIEVE_OP_JUMP)
			state[i + 1] |= (uint8_t)now;
	}
}

void sieve_second_check(struct sieve_compiler *c, struct span text)
{
	check_byte(c, text, '\\', "it doesn't take \\ as an escape");
	check_byte(c, text, '\0', "it takes NUL for the end");
	check_tokens(c, text);
	/* The first is SIEVE_OP_SECOND. */
	for (uint32_t i = 0; i < c->count; i++)
		if (c->ops[i].kind == SIEVE_OP_CALL)
			check_op(c, &c->ops[i]);
	check_reject(c);
}
