/* SPDX-License-Identifier: MIT */
/*
 * RFC 5228 3 and the tests that are made of others (5.2, 5.3, 5.6, 5.8, 5.10):
 * they become jumps. allof and anyof leave out what can no longer change the
 * answer, which section 5.2 leaves open.
 */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"

/* ---- require ---- */

static void require(struct sieve_compiler *c, uint32_t line, struct span name)
{
	enum sieve_extension id = sieve_emit_extension(c, name);

	if (id == SIEVE_EXT_NONE)
		sieve_emit_error(c, line, "there is no extension '%.*s'",
				 SPAN_ARG(span_first(name, 80)));
	else
		sieve_extension_add(&c->required, id);
}

static const struct sieve_node *emit_require(struct sieve_compiler *c,
					     const struct sieve_node *node)
{
	const struct sieve_argument *arg = node->arguments;

	if (!sieve_emit_fits(c, node, SIEVE_HAS_ARGUMENTS))
		return node;
	/* RFC 5228 3.2 */
	if (c->requires_ended)
		sieve_emit_error(c, node->line,
				 "'require' has to stand before all else");
	else if (!arg || arg->next || arg->kind != SIEVE_ARGUMENT_STRINGS)
		sieve_emit_error(c, node->line,
				 "'require' takes a string list");
	else
		for (size_t i = 0; i < arg->strings.count; i++)
			require(c, arg->line, arg->strings.at[i]);
	return node;
}

/* ---- if ---- */

static bool is_named(const struct sieve_node *node, const char *name)
{
	return node && span_eq_nocase(node->name, span_of(name));
}

/* if or elsif; returns the jump from the end of its block. */
static uint32_t emit_branch(struct sieve_compiler *c,
			    const struct sieve_node *node)
{
	uint32_t past;
	uint32_t end;

	if (!sieve_emit_fits(c, node, SIEVE_HAS_TEST | SIEVE_HAS_BLOCK))
		return sieve_emit_op(c, SIEVE_OP_JUMP, 0);
	sieve_emit_test(c, node->tests);
	past = sieve_emit_op(c, SIEVE_OP_JUMP_FALSE, 0);
	sieve_emit_block(c, node->block);
	end = sieve_emit_op(c, SIEVE_OP_JUMP, 0);
	sieve_emit_land(c, past);
	return end;
}

/* The jumps to the end are chained through their targets until that is
 * known. */
static const struct sieve_node *emit_if(struct sieve_compiler *c,
					const struct sieve_node *node)
{
	uint32_t last = emit_branch(c, node);

	c->ops[last].number = UINT32_MAX;
	while (is_named(node->next, "elsif")) {
		uint32_t end;

		node = node->next;
		end = emit_branch(c, node);
		c->ops[end].number = last;
		last = end;
	}
	if (is_named(node->next, "else")) {
		node = node->next;
		if (sieve_emit_fits(c, node, SIEVE_HAS_BLOCK))
			sieve_emit_block(c, node->block);
	}
	while (last != UINT32_MAX) {
		uint32_t before = c->ops[last].number;

		sieve_emit_land(c, last);
		last = before;
	}
	return node;
}

static const struct sieve_node *emit_stray(struct sieve_compiler *c,
					   const struct sieve_node *node)
{
	sieve_emit_error(c, node->line, "'%.*s' without an 'if' before it",
			 SPAN_ARG(node->name));
	return node;
}

static const struct sieve_node *emit_stop(struct sieve_compiler *c,
					  const struct sieve_node *node)
{
	if (sieve_emit_fits(c, node, 0))
		(void)sieve_emit_op(c, SIEVE_OP_STOP, 0);
	return node;
}

/* ---- tests of tests ---- */

/* Left with the first test whose answer is that of the jump. */
static void emit_list(struct sieve_compiler *c, const struct sieve_node *node,
		      enum sieve_op_kind jump)
{
	uint32_t last = UINT32_MAX;

	if (!sieve_emit_fits(c, node, SIEVE_HAS_TESTS))
		return;
	for (const struct sieve_node *test = node->tests; test;
	     test = test->next) {
		sieve_emit_test(c, test);
		if (test->next)
			last = sieve_emit_op(c, jump, last);
	}
	while (last != UINT32_MAX) {
		uint32_t before = c->ops[last].number;

		sieve_emit_land(c, last);
		last = before;
	}
}

static const struct sieve_node *emit_allof(struct sieve_compiler *c,
					   const struct sieve_node *node)
{
	emit_list(c, node, SIEVE_OP_JUMP_FALSE);
	return node;
}

static const struct sieve_node *emit_anyof(struct sieve_compiler *c,
					   const struct sieve_node *node)
{
	emit_list(c, node, SIEVE_OP_JUMP_TRUE);
	return node;
}

static const struct sieve_node *emit_not(struct sieve_compiler *c,
					 const struct sieve_node *node)
{
	if (sieve_emit_fits(c, node, SIEVE_HAS_TEST)) {
		sieve_emit_test(c, node->tests);
		(void)sieve_emit_op(c, SIEVE_OP_NOT, 0);
	}
	return node;
}

static const struct sieve_node *emit_constant(struct sieve_compiler *c,
					      const struct sieve_node *node)
{
	if (sieve_emit_fits(c, node, 0))
		(void)sieve_emit_op(c, SIEVE_OP_SET, is_named(node, "true"));
	return node;
}

const struct sieve_command sieve_control_commands[] = {
	{ .name = "require", .kind = SIEVE_ACTION, .emit = emit_require },
	{ .name = "if", .kind = SIEVE_ACTION, .emit = emit_if },
	{ .name = "elsif", .kind = SIEVE_ACTION, .emit = emit_stray },
	{ .name = "else", .kind = SIEVE_ACTION, .emit = emit_stray },
	{ .name = "stop", .kind = SIEVE_ACTION, .emit = emit_stop },
	{ .name = "allof", .kind = SIEVE_TEST, .emit = emit_allof },
	{ .name = "anyof", .kind = SIEVE_TEST, .emit = emit_anyof },
	{ .name = "not", .kind = SIEVE_TEST, .emit = emit_not },
	{ .name = "true", .kind = SIEVE_TEST, .emit = emit_constant },
	{ .name = "false", .kind = SIEVE_TEST, .emit = emit_constant },
	{ .name = NULL },
};
