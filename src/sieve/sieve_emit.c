/* SPDX-License-Identifier: MIT */
/* Nodes of the tree become operations, one after the other. */
#include "sieve/sieve_emit.h"

enum {
	NAME_MAX_SHOWN = 80
};

static struct span shown(struct span name)
{
	return span_first(name, NAME_MAX_SHOWN);
}

bool sieve_emit_fits(struct sieve_compiler *c, const struct sieve_node *node,
		     unsigned shape)
{
	const char *fault = NULL;
	unsigned tests = (shape & SIEVE_HAS_TEST) != 0;

	if (node->arguments && !(shape & SIEVE_HAS_ARGUMENTS))
		fault = "takes no arguments";
	else if ((shape & SIEVE_HAS_TESTS) && !node->has_test_list)
		fault = "takes tests in parentheses";
	else if (tests && (!node->tests || node->has_test_list))
		fault = "takes a test";
	else if (node->tests && !(shape & (SIEVE_HAS_TEST | SIEVE_HAS_TESTS)))
		fault = "takes no test (or a ';' is missing)";
	else if (node->has_block && !(shape & SIEVE_HAS_BLOCK))
		fault = "takes no block";
	else if (!node->has_block && (shape & SIEVE_HAS_BLOCK))
		fault = "takes a block";
	if (!fault)
		return true;
	sieve_emit_error(c, node->line, "'%.*s' %s",
			 SPAN_ARG(shown(node->name)), fault);
	return false;
}

static uint32_t add_call(struct sieve_compiler *c, enum sieve_op_kind kind,
			 const struct sieve_call *call)
{
	uint32_t at = sieve_emit_op(c, kind, 0);

	c->ops[at].call = call;
	return at;
}

static void land_chain(struct sieve_compiler *c, uint32_t last)
{
	while (last != UINT32_MAX) {
		uint32_t before = c->ops[last].number;

		sieve_emit_land(c, last);
		last = before;
	}
}

static void emit_loop(struct sieve_compiler *c, const struct sieve_node *node,
		      const struct sieve_command *command)
{
	const struct sieve_call *call = sieve_emit_call(c, node, command);
	struct sieve_emit_loop loop = { .outer = c->loop,
					.breaks = UINT32_MAX };
	uint32_t next, out;

	if (!call)
		return;
	loop.name = sieve_command_arg(call, SIEVE_SLOT_OWN);
	loop.begin = add_call(c, SIEVE_OP_LOOP, call);
	next = sieve_emit_op(c, SIEVE_OP_LOOP_NEXT, loop.begin);
	out = sieve_emit_op(c, SIEVE_OP_JUMP_FALSE, 0);
	c->loop = &loop;
	sieve_emit_block(c, node->block);
	c->loop = loop.outer;
	(void)sieve_emit_op(c, SIEVE_OP_JUMP, next);
	sieve_emit_land(c, out);
	land_chain(c, loop.breaks);
	(void)sieve_emit_op(c, SIEVE_OP_LOOP_END, loop.begin);
}

static bool is_loop_of(const struct sieve_emit_loop *loop,
		       const struct sieve_value *name)
{
	return !name->is_given ||
	       (loop->name->is_given &&
		span_eq(loop->name->texts[0].fixed, name->texts[0].fixed));
}

void sieve_emit_break(struct sieve_compiler *c, const struct sieve_call *call)
{
	const struct sieve_value *name =
		sieve_command_arg(call, SIEVE_SLOT_OWN);
	struct sieve_emit_loop *target = c->loop;

	while (target && !is_loop_of(target, name))
		target = target->outer;
	if (!target) {
		sieve_emit_error(c, call->line,
				 "'break' is outside of such a loop");
		return;
	}
	for (struct sieve_emit_loop *l = c->loop; l != target; l = l->outer)
		(void)sieve_emit_op(c, SIEVE_OP_LOOP_END, l->begin);
	target->breaks = sieve_emit_op(c, SIEVE_OP_JUMP, target->breaks);
}

static void emit_call(struct sieve_compiler *c, const struct sieve_node *node,
		      const struct sieve_command *command)
{
	unsigned shape = SIEVE_HAS_ARGUMENTS;

	if (command->kind == SIEVE_LOOP)
		shape |= SIEVE_HAS_BLOCK;
	if (!sieve_emit_fits(c, node, shape))
		return;
	if (command->kind == SIEVE_LOOP) {
		emit_loop(c, node, command);
	} else {
		struct sieve_call *call = sieve_emit_call(c, node, command);

		if (call)
			add_call(c, SIEVE_OP_CALL, call);
	}
}

static bool is_it(const struct sieve_compiler *c,
		  const struct sieve_emit_found *found, struct span name,
		  bool is_test)
{
	return found->name.len && found->is_test == is_test &&
	       found->required.bits[0] == c->required.bits[0] &&
	       found->required.bits[1] == c->required.bits[1] &&
	       span_eq_nocase(found->name, name);
}

const struct sieve_command *sieve_emit_find(struct sieve_compiler *c,
					    struct span name, bool is_test)
{
	size_t place = name.len * 7 + (unsigned char)span_lower(name.ptr[0]);
	struct sieve_emit_found *found = &c->found[place % SIEVE_EMIT_FOUND];

	if (!is_it(c, found, name, is_test))
		*found = (struct sieve_emit_found){
			.name = name,
			.required = c->required,
			.is_test = is_test,
			.command = c->lookup(name, is_test, &c->required),
		};
	return found->command;
}

static bool is_allowed(struct sieve_compiler *c, const struct sieve_node *node,
		       const struct sieve_command *command, bool is_test)
{
	if (!command) {
		sieve_emit_unknown(c, node->line, "there is no %s '%.*s'",
				   is_test ? "test" : "command",
				   SPAN_ARG(shown(node->name)));
		return false;
	}
	if (sieve_emit_has(c, node->line, command->extension) ||
	    (command->or_extension &&
	     sieve_emit_has(c, node->line, command->or_extension)))
		return true;
	sieve_emit_unknown(c, node->line, "'%s' is used without require \"%s\"",
			   command->name,
			   sieve_extension_name(command->extension));
	return false;
}

enum sieve_extension sieve_emit_extension(struct sieve_compiler *c,
					  struct span name)
{
	sieve_extension_add(&c->asked, sieve_extension_named(name));
	return sieve_extension_find(c->settings, name);
}

static const struct sieve_node *
emit(struct sieve_compiler *c, const struct sieve_node *node, bool is_test)
{
	const struct sieve_command *command =
		sieve_emit_find(c, node->name, is_test);

	c->requires_ended = c->requires_ended ||
			    !span_eq_nocase(node->name, SPAN("require"));
	if (!is_allowed(c, node, command, is_test))
		return node;
	if (command->emit)
		return command->emit(c, node);
	emit_call(c, node, command);
	return node;
}

void sieve_emit_block(struct sieve_compiler *c, const struct sieve_node *first)
{
	for (const struct sieve_node *node = first; node; node = node->next)
		node = emit(c, node, false);
}

void sieve_emit_test(struct sieve_compiler *c, const struct sieve_node *node)
{
	(void)emit(c, node, true);
}
