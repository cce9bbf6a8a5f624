/* SPDX-License-Identifier: MIT */
/*
 * Arguments are fitted in two goes: tags with what they take, then what is left
 * over as positional arguments. Where fewer of these stand than the row has,
 * optional ones are left out from the right.
 */
#include "sieve/sieve_emit.h"

#include <stdarg.h>
#include <stdio.h>

#include "sieve/sieve_string.h"
#include "sieve/sieve_tags.h"

enum {
	NAME_MAX_SHOWN = 80,
	TEXT_MAX = 300
};

void sieve_emit_error(struct sieve_compiler *c, uint32_t line,
		      const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)sieve_note_error(&c->notes, line, "%s", text);
}

void sieve_emit_unknown(struct sieve_compiler *c, uint32_t line,
			const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (sieve_extension_has(&c->required, SIEVE_EXT_IHAVE)) {
		uint32_t at = sieve_emit_op(c, SIEVE_OP_FAIL, line);

		c->ops[at].text = arena_dup(c->arena, span_of(text));
		return;
	}
	(void)sieve_note_error(&c->notes, line, "%s", text);
}

static struct span shown(struct span name)
{
	return span_first(name, NAME_MAX_SHOWN);
}

/* ---- operations ---- */

uint32_t sieve_emit_op(struct sieve_compiler *c, enum sieve_op_kind kind,
		       uint32_t number)
{
	if (c->count == c->space) {
		struct sieve_op *more;

		c->space = c->space ? c->space * 2 : 64;
		more = arena_alloc_array(c->arena, c->space, sizeof(*more));
		if (c->count)
			memcpy(more, c->ops, c->count * sizeof(*more));
		c->ops = more;
	}
	c->ops[c->count] = (struct sieve_op){ .kind = kind, .number = number };
	return c->count++;
}

void sieve_emit_land(struct sieve_compiler *c, uint32_t index)
{
	c->ops[index].number = c->count;
}

bool sieve_emit_has(struct sieve_compiler *c, uint32_t line,
		    enum sieve_extension extension)
{
	if (!sieve_extension_has(&c->required, extension))
		return false;
	if (extension != SIEVE_EXT_NONE &&
	    sieve_extension_has(&c->maybe, extension)) {
		uint32_t at = sieve_emit_op(c, SIEVE_OP_NEED, line);

		c->ops[at].text = span_of(sieve_extension_name(extension));
	}
	return true;
}

/* ---- arguments ---- */

struct fitting {
	struct sieve_compiler *c;
	const struct sieve_command *command;
	struct span name; /* as written */
	struct sieve_value args[SIEVE_SLOTS];
	const struct sieve_tag *tags[SIEVE_SLOTS]; /* that filled them */
	bool failed;
};

static const char *type_name(enum sieve_type type)
{
	switch (type) {
	case SIEVE_NUMBER:
		return "a number";
	case SIEVE_STRINGS:
	case SIEVE_VARIABLES:
		return "a string list";
	case SIEVE_NOTHING:
	case SIEVE_STRING:
	case SIEVE_COMPARATOR:
	case SIEVE_RELATION:
	case SIEVE_VARIABLE:
		break;
	}
	return "a string";
}

static bool is_of_type(const struct sieve_argument *arg, enum sieve_type type)
{
	if (type == SIEVE_NUMBER)
		return arg->kind == SIEVE_ARGUMENT_NUMBER;
	if (arg->kind != SIEVE_ARGUMENT_STRINGS)
		return false;
	return type == SIEVE_STRINGS || type == SIEVE_VARIABLES ||
	       !arg->is_list;
}

static bool find_comparator(struct fitting *f, uint32_t line, struct span name,
			    uint64_t *out)
{
	for (unsigned i = 0; i < SIEVE_COMPARATORS; i++) {
		enum sieve_extension needed =
			sieve_tags_comparators[i].extension;

		if (!span_eq_nocase(name,
				    span_of(sieve_tags_comparators[i].name)))
			continue;
		*out = i;
		if (sieve_emit_has(f->c, line, needed))
			return true;
		sieve_emit_unknown(f->c, line, "require \"%s\" is missing",
				   sieve_extension_name(needed));
		return false;
	}
	sieve_emit_unknown(f->c, line, "there is no comparator '%.*s'",
			   SPAN_ARG(shown(name)));
	return false;
}

static bool find_relation(struct fitting *f, uint32_t line, struct span name,
			  uint64_t *out)
{
	for (unsigned i = 0; i < SIEVE_RELATIONS; i++) {
		*out = i;
		if (span_eq_nocase(name, span_of(sieve_tags_relations[i])))
			return true;
	}
	sieve_emit_error(f->c, line, "there is no relation '%.*s'",
			 SPAN_ARG(shown(name)));
	return false;
}

static bool set_texts(struct fitting *f, struct sieve_value *value,
		      const struct sieve_argument *arg)
{
	size_t count = arg->strings.count;
	struct sieve_text *texts =
		arena_alloc_array(f->c->arena, count, sizeof(*texts));

	for (size_t i = 0; i < count; i++)
		if (!sieve_string_make(f->c, arg->line, arg->strings.at[i],
				       value->type, &texts[i]))
			return false;
	value->texts = texts;
	value->count = count;
	return true;
}

static bool set_value(struct fitting *f, unsigned slot, enum sieve_type type,
		      const struct sieve_argument *arg)
{
	struct sieve_value *value = &f->args[slot];

	*value = (struct sieve_value){ .is_given = true, .type = type };
	switch (type) {
	case SIEVE_NOTHING:
		return true;
	case SIEVE_NUMBER:
		value->number = arg->number;
		return true;
	case SIEVE_COMPARATOR:
		return find_comparator(f, arg->line, arg->strings.at[0],
				       &value->number);
	case SIEVE_RELATION:
		return find_relation(f, arg->line, arg->strings.at[0],
				     &value->number);
	case SIEVE_STRING:
	case SIEVE_STRINGS:
	case SIEVE_VARIABLE:
	case SIEVE_VARIABLES:
		break;
	}
	return set_texts(f, value, arg);
}

static void check_free(struct fitting *f, unsigned slot,
		       const struct sieve_tag *tag, uint32_t line)
{
	const struct sieve_tag *before = f->tags[slot];

	f->tags[slot] = tag;
	if (before && before == tag)
		sieve_emit_error(f->c, line, "'%.*s' has :%s twice",
				 SPAN_ARG(shown(f->name)), tag->name);
	else if (before)
		sieve_emit_error(
			f->c, line, "'%.*s' can't have both :%s and :%s",
			SPAN_ARG(shown(f->name)), before->name, tag->name);
	f->failed |= before != NULL;
}

/* Takes a tag, and its argument if it has one. */
static void fit_tag(struct fitting *f, const struct sieve_argument **at)
{
	const struct sieve_argument *arg = *at;
	const struct sieve_tag *tag = sieve_tags_find(f->command, arg->tag);

	*at = arg->next;
	if (!tag || !sieve_emit_has(f->c, arg->line, tag->extension)) {
		f->failed = true;
		if (tag)
			sieve_emit_unknown(
				f->c, arg->line,
				":%s is used without require \"%s\"", tag->name,
				sieve_extension_name(tag->extension));
		else
			sieve_emit_unknown(f->c, arg->line,
					   "'%.*s' has no :%.*s",
					   SPAN_ARG(shown(f->name)),
					   SPAN_ARG(shown(arg->tag)));
		return;
	}
	check_free(f, tag->slot, tag, arg->line);
	if (tag->also)
		check_free(f, tag->also, tag, arg->line);
	if (tag->type != SIEVE_NOTHING &&
	    (!arg->next || !is_of_type(arg->next, tag->type))) {
		sieve_emit_error(f->c, arg->line, ":%s takes %s", tag->name,
				 type_name(tag->type));
		f->failed = true;
		return;
	}
	if (tag->type != SIEVE_NOTHING) {
		f->failed |= !set_value(f, tag->slot, tag->type, arg->next);
		*at = arg->next->next;
	}
	if (tag->type == SIEVE_NOTHING || tag->also) {
		unsigned slot = tag->also ? tag->also : tag->slot;

		f->args[slot] = (struct sieve_value){ .is_given = true,
						      .number = tag->choice };
	}
}

static unsigned count_arguments(const struct sieve_argument *arg)
{
	unsigned count = 0;

	for (; arg; arg = arg->next)
		count++;
	return count;
}

static void fit_positional(struct fitting *f, const struct sieve_argument *arg,
			   uint32_t line)
{
	const struct sieve_param *params = f->command->params;
	unsigned spare = count_arguments(arg);
	unsigned i;

	for (i = 0; i < SIEVE_PARAMS && params[i].what; i++)
		if (!(params[i].flags & SIEVE_OPTIONAL) && spare)
			spare--;
	for (i = 0; i < SIEVE_PARAMS && params[i].what; i++) {
		bool optional = params[i].flags & SIEVE_OPTIONAL;

		if (optional && spare == 0)
			continue;
		if (optional)
			spare--;
		if (!arg) {
			sieve_emit_error(f->c, line, "'%.*s' lacks its %s",
					 SPAN_ARG(shown(f->name)),
					 params[i].what);
			f->failed = true;
			return;
		}
		if (!is_of_type(arg, params[i].type)) {
			sieve_emit_error(f->c, arg->line,
					 "the %s of '%.*s' has to be %s",
					 params[i].what,
					 SPAN_ARG(shown(f->name)),
					 type_name(params[i].type));
			f->failed = true;
		} else {
			f->failed |= !set_value(f, i, params[i].type, arg);
		}
		arg = arg->next;
	}
	if (arg) {
		sieve_emit_error(f->c, arg->line,
				 "'%.*s' has an argument too many",
				 SPAN_ARG(shown(f->name)));
		f->failed = true;
	}
}

static void check_constants(struct fitting *f, uint32_t line)
{
	const struct sieve_param *params = f->command->params;

	for (unsigned i = 0; i < SIEVE_PARAMS && params[i].what; i++)
		for (size_t j = 0; j < f->args[i].count; j++)
			if ((params[i].flags & SIEVE_CONSTANT) &&
			    f->args[i].texts[j].count) {
				sieve_emit_error(
					f->c, line,
					"the %s of '%.*s' can't have variables",
					params[i].what,
					SPAN_ARG(shown(f->name)));
				f->failed = true;
				return;
			}
}

/* RFC 5228 2.7.1, RFC 5231 */
static void check_match(struct fitting *f, uint32_t line)
{
	const struct sieve_value *match = &f->args[SIEVE_SLOT_MATCH];
	const struct sieve_value *name = &f->args[SIEVE_SLOT_COMPARATOR];

	if (!match->is_given || !name->is_given ||
	    name->number >= SIEVE_COMPARATORS)
		return;
	if ((match->number != SIEVE_MATCH_CONTAINS &&
	     match->number != SIEVE_MATCH_MATCHES &&
	     match->number != SIEVE_MATCH_REGEX) ||
	    sieve_tags_comparators[name->number].has_substrings)
		return;
	sieve_emit_error(f->c, line, "%s can't be used with :%s",
			 sieve_tags_comparators[name->number].name,
			 f->tags[SIEVE_SLOT_MATCH]->name);
	f->failed = true;
}

static void fit(struct fitting *f, const struct sieve_node *node)
{
	const struct sieve_argument *arg = node->arguments;

	while (arg && arg->kind == SIEVE_ARGUMENT_TAG)
		fit_tag(f, &arg);
	for (const struct sieve_argument *at = arg; at; at = at->next) {
		if (at->kind != SIEVE_ARGUMENT_TAG)
			continue;
		sieve_emit_error(f->c, at->line,
				 ":%.*s has to stand before the arguments "
				 "without a tag",
				 SPAN_ARG(shown(at->tag)));
		f->failed = true;
		return;
	}
	if (f->failed)
		return;
	fit_positional(f, arg, node->line);
	if (f->command->needs && !f->args[f->command->needs].is_given) {
		sieve_emit_error(f->c, node->line,
				 "'%.*s' lacks a tag that it needs",
				 SPAN_ARG(shown(f->name)));
		f->failed = true;
	}
	check_constants(f, node->line);
	check_match(f, node->line);
}

struct sieve_call *sieve_emit_call(struct sieve_compiler *c,
				   const struct sieve_node *node,
				   const struct sieve_command *command)
{
	struct fitting f = { .c = c, .command = command, .name = node->name };
	unsigned errors = c->notes.errors;
	struct sieve_call *call;

	fit(&f, node);
	if (f.failed)
		return NULL;
	call = arena_alloc(c->arena, sizeof(*call));
	*call = (struct sieve_call){ .command = command, .line = node->line };
	call->args = arena_alloc(c->arena, sizeof(f.args));
	memcpy(call->args, f.args, sizeof(f.args));
	for (unsigned i = 0; i < SIEVE_SLOTS; i++)
		if (call->args[i].is_given)
			call->count = i + 1;
	if (command->check)
		command->check(c, call);
	return c->notes.errors == errors ? call : NULL;
}

/* ---- commands ---- */

bool sieve_emit_fits(struct sieve_compiler *c, const struct sieve_node *node,
		     unsigned shape)
{
	const char *fault = NULL;
	unsigned tests = (shape & SIEVE_HAS_TEST) != 0;

	if (node->arguments && !(shape & SIEVE_HAS_ARGUMENTS))
		fault = "takes no arguments";
	else if ((shape & SIEVE_HAS_TESTS) && !node->tests)
		fault = "takes tests";
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

static void emit_loop(struct sieve_compiler *c, const struct sieve_node *node,
		      const struct sieve_command *command)
{
	const struct sieve_call *call = sieve_emit_call(c, node, command);
	uint32_t begin, next, out;

	if (!call)
		return;
	begin = add_call(c, SIEVE_OP_LOOP, call);
	next = sieve_emit_op(c, SIEVE_OP_LOOP_NEXT, begin);
	out = sieve_emit_op(c, SIEVE_OP_JUMP_FALSE, 0);
	sieve_emit_block(c, node->block);
	(void)sieve_emit_op(c, SIEVE_OP_JUMP, next);
	sieve_emit_land(c, out);
	(void)sieve_emit_op(c, SIEVE_OP_LOOP_END, begin);
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

static bool is_allowed(struct sieve_compiler *c, const struct sieve_node *node,
		       const struct sieve_command *command, bool is_test)
{
	if (!command || (command->kind == SIEVE_TEST) != is_test) {
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

static const struct sieve_node *
emit(struct sieve_compiler *c, const struct sieve_node *node, bool is_test)
{
	const struct sieve_command *command =
		c->lookup(node->name, &c->required);

	if (!span_eq_nocase(node->name, SPAN("require")))
		c->requires_ended = true;
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
