/* SPDX-License-Identifier: MIT */
/*
 * The arguments of a node and its row become a call. They are fitted in two
 * goes: tags with what they take, then what is left over as positional
 * arguments. Where fewer of these stand than the row has, optional ones are
 * left out from the right.
 */
#include "sieve/sieve_emit.h"
#include "sieve/sieve_regex.h"
#include "sieve/sieve_string.h"
#include "sieve/sieve_tags.h"

enum {
	NAME_MAX_SHOWN = 80
};

static struct span shown(struct span name)
{
	return span_first(name, NAME_MAX_SHOWN);
}

struct fitting {
	struct sieve_compiler *c;
	const struct sieve_command *command;
	struct span name; /* as written */
	struct sieve_call call;
	const struct sieve_tag *tags[SIEVE_SLOTS]; /* that filled them */
	bool failed;
};

static const struct sieve_value *value_of(const struct fitting *f,
					  unsigned slot)
{
	return sieve_command_arg(&f->call, slot);
}

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
	struct sieve_value value = { .type = type };
	bool done = true;

	switch (type) {
	case SIEVE_NOTHING:
		break;
	case SIEVE_NUMBER:
		value.number = arg->number;
		break;
	case SIEVE_COMPARATOR:
		done = find_comparator(f, arg->line, arg->strings.at[0],
				       &value.number);
		break;
	case SIEVE_RELATION:
		done = find_relation(f, arg->line, arg->strings.at[0],
				     &value.number);
		break;
	case SIEVE_STRING:
	case SIEVE_STRINGS:
	case SIEVE_VARIABLE:
	case SIEVE_VARIABLES:
		done = set_texts(f, &value, arg);
	}
	sieve_command_set(&f->call, slot, value);
	return done;
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

		sieve_command_set(
			&f->call, slot,
			(struct sieve_value){ .number = tag->choice });
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
		for (size_t j = 0; j < value_of(f, i)->count; j++)
			if ((params[i].flags & SIEVE_CONSTANT) &&
			    value_of(f, i)->texts[j].count) {
				sieve_emit_error(
					f->c, line,
					"the %s of '%.*s' can't have variables",
					params[i].what,
					SPAN_ARG(shown(f->name)));
				f->failed = true;
				return;
			}
}

/* RFC 5228 2.7.1, RFC 5231; RFC 6134 2.2: a list compares by itself. */
static bool comparator_fits(uint64_t match, uint64_t comparator)
{
	switch (match) {
	case SIEVE_MATCH_LIST:
		return false;
	case SIEVE_MATCH_CONTAINS:
	case SIEVE_MATCH_MATCHES:
	case SIEVE_MATCH_REGEX:
		return sieve_tags_comparators[comparator].has_substrings;
	default:
		return true;
	}
}

static void check_match(struct fitting *f, uint32_t line)
{
	const struct sieve_value *match = value_of(f, SIEVE_SLOT_MATCH);
	const struct sieve_value *name = value_of(f, SIEVE_SLOT_COMPARATOR);

	if (!match->is_given || !name->is_given ||
	    name->number >= SIEVE_COMPARATORS ||
	    comparator_fits(match->number, name->number))
		return;
	sieve_emit_error(f->c, line, "%s can't be used with :%s",
			 sieve_tags_comparators[name->number].name,
			 f->tags[SIEVE_SLOT_MATCH]->name);
	f->failed = true;
}

/* Keys are the last positional argument. */
static void check_regexes(struct fitting *f, uint32_t line)
{
	const struct sieve_value *match = value_of(f, SIEVE_SLOT_MATCH);
	const struct sieve_value *keys = NULL;

	if (!match->is_given || match->number != SIEVE_MATCH_REGEX)
		return;
	for (unsigned i = 0; i < SIEVE_PARAMS; i++)
		if (value_of(f, i)->is_given)
			keys = value_of(f, i);
	for (size_t i = 0; keys && i < keys->count; i++) {
		struct sieve_regex *regex = NULL;
		struct err err;

		if (keys->texts[i].count ||
		    sieve_regex_new(keys->texts[i].fixed, SIEVE_REGEX_NOCASE,
				    &regex, &err)) {
			sieve_regex_free(&regex);
			continue;
		}
		sieve_emit_error(f->c, line, "%s", err.text);
		f->failed = true;
	}
}

/* RFC 5260 6 */
static void check_index(struct fitting *f, uint32_t line)
{
	const struct sieve_value *index = value_of(f, SIEVE_SLOT_INDEX);

	if (value_of(f, SIEVE_SLOT_LAST)->is_given && !index->is_given)
		sieve_emit_error(f->c, line, ":last is only for :index");
	else if (index->is_given && index->number == 0)
		sieve_emit_error(f->c, line, ":index counts from 1");
	else
		return;
	f->failed = true;
}

/* RFC 5703 4 */
static void check_mime(struct fitting *f, uint32_t line)
{
	if (value_of(f, SIEVE_SLOT_MIME)->is_given ||
	    (!value_of(f, SIEVE_SLOT_ANYCHILD)->is_given &&
	     !value_of(f, SIEVE_SLOT_MIME_OPTION)->is_given))
		return;
	sieve_emit_error(f->c, line, "'%.*s' has a tag that is only for :mime",
			 SPAN_ARG(shown(f->name)));
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
	if (f->command->needs && !value_of(f, f->command->needs)->is_given) {
		sieve_emit_error(f->c, node->line,
				 "'%.*s' lacks a tag that it needs",
				 SPAN_ARG(shown(f->name)));
		f->failed = true;
	}
	check_constants(f, node->line);
	check_match(f, node->line);
	check_regexes(f, node->line);
	check_index(f, node->line);
	check_mime(f, node->line);
}

/* Of the values only those that are given outlive the fitting. */
static struct sieve_call *keep_call(struct sieve_compiler *c,
				    const struct sieve_call *call)
{
	size_t bytes = (call->count + 1) * sizeof(*call->values);
	struct sieve_call *kept = arena_alloc(c->arena, sizeof(*kept) + bytes);

	*kept = *call;
	kept->values = (struct sieve_value *)(kept + 1);
	memcpy(kept->values, call->values, bytes);
	return kept;
}

struct sieve_call *sieve_emit_call(struct sieve_compiler *c,
				   const struct sieve_node *node,
				   const struct sieve_command *command)
{
	struct fitting f = {
		.c = c,
		.command = command,
		.name = node->name,
		.call = { .command = command,
			  .line = node->line,
			  .values = c->values },
	};
	unsigned errors = c->notes.errors;

	fit(&f, node);
	if (f.failed)
		return NULL;
	if (command->check)
		command->check(c, &f.call);
	return c->notes.errors == errors ? keep_call(c, &f.call) : NULL;
}
