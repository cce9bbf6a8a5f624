/* SPDX-License-Identifier: MIT */
/*
 * The loader: byte-code to operations in memory. It checks all that running
 * relies on, so that foreign bytes can do no more than a script could: every
 * length and count against the bytes that are left, every value against the row
 * of its command, every jump against the operations.
 */
#include "base/x.h"
#include "sieve/sieve_code_form.h"
#include "sieve/sieve_table.h"
#include "sieve/sieve_tags.h"

struct loader {
	struct span rest;
	bool bad;
	struct arena *arena;
	const struct sieve_command **used;
	uint64_t used_count;
	struct sieve_script *script;
};

static uint64_t take_number(struct loader *l)
{
	uint64_t number = 0;

	for (unsigned shift = 0; l->rest.len && shift < 64; shift += 7) {
		unsigned char c = (unsigned char)l->rest.ptr[0];

		l->rest = span_from(l->rest, 1);
		number |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return number;
	}
	l->bad = true;
	return 0;
}

/* A number that is less than `end`. */
static uint32_t take_below(struct loader *l, uint64_t end)
{
	uint64_t number = take_number(l);

	if (number < end && number <= UINT32_MAX)
		return (uint32_t)number;
	l->bad = true;
	return 0;
}

/* Of things of which each takes a byte at least. */
static uint32_t take_count(struct loader *l)
{
	return take_below(l, (uint64_t)l->rest.len + 1);
}

static uint64_t take_fixed(struct loader *l, unsigned bytes)
{
	uint64_t number = 0;

	l->bad |= l->rest.len < bytes;
	for (unsigned i = 0; i < bytes && !l->bad; i++)
		number |= (uint64_t)(unsigned char)l->rest.ptr[i] << (8 * i);
	l->rest = span_from(l->rest, bytes);
	return number;
}

static struct span take_text(struct loader *l)
{
	size_t len = take_count(l);
	struct span text = span_first(l->rest, len);

	l->rest = span_from(l->rest, len);
	return text;
}

static void *allocate(struct loader *l, size_t count, size_t size)
{
	return arena_alloc_array(l->arena, count, size);
}

/* ---- values ---- */

static bool piece_is_sound(struct loader *l, const struct sieve_piece *piece)
{
	switch (piece->kind) {
	case SIEVE_PIECE_LOCAL:
		return piece->number < l->script->locals;
	case SIEVE_PIECE_MATCH:
		return piece->number <= SIEVE_MATCH_LAST;
	case SIEVE_PIECE_SPACE:
		return piece->number < SIEVE_SPACES;
	case SIEVE_PIECE_FIXED:
	case SIEVE_PIECE_GLOBAL:
		return true;
	case SIEVE_PIECES:
		break;
	}
	return false;
}

static void take_string(struct loader *l, struct sieve_text *out)
{
	struct sieve_piece *pieces;

	out->count = take_count(l);
	if (out->count == 0) {
		out->fixed = take_text(l);
		return;
	}
	pieces = allocate(l, out->count, sizeof(*pieces));
	for (size_t i = 0; i < out->count && !l->bad; i++) {
		pieces[i].kind = take_fixed(l, 1);
		pieces[i].number = take_below(l, UINT64_MAX);
		pieces[i].text = take_text(l);
		l->bad |= !piece_is_sound(l, &pieces[i]);
	}
	out->pieces = pieces;
}

static void take_texts(struct loader *l, struct sieve_value *value)
{
	bool is_variable =
		value->type == SIEVE_VARIABLE || value->type == SIEVE_VARIABLES;
	struct sieve_text *texts;

	value->count = sieve_code_is_list(value->type) ? take_count(l) : 1;
	l->bad |= value->count == 0;
	if (l->bad)
		return;
	texts = allocate(l, value->count, sizeof(*texts));
	for (size_t i = 0; i < value->count && !l->bad; i++) {
		take_string(l, &texts[i]);
		if (is_variable && !l->bad)
			l->bad = texts[i].count != 1 ||
				 texts[i].pieces[0].kind == SIEVE_PIECE_FIXED;
	}
	value->texts = texts;
}

/* The values of a call while they come: those of the slots in `given`. */
struct values {
	uint64_t given;
	struct sieve_value at[SIEVE_SLOTS];
};

static void take_value(struct loader *l, const struct sieve_command *command,
		       struct values *values)
{
	unsigned slot = (unsigned)take_fixed(l, 1);
	struct sieve_value *value;

	l->bad |= slot >= SIEVE_SLOTS || (values->given >> slot & 1) != 0;
	if (l->bad)
		return;
	values->given |= UINT64_C(1) << slot;
	value = &values->at[slot];
	*value = (struct sieve_value){ .is_given = true,
				       .type = take_fixed(l, 1) };
	if (sieve_code_has_texts(value->type))
		take_texts(l, value);
	else
		value->number = take_number(l);
	l->bad |= !sieve_tags_allow(command, slot, value->type, value->number);
}

static bool has_what_it_needs(const struct sieve_command *command,
			      uint64_t given)
{
	for (unsigned i = 0; i < SIEVE_PARAMS && command->params[i].what; i++)
		if (!(command->params[i].flags & SIEVE_OPTIONAL) &&
		    !(given >> i & 1))
			return false;
	if (command->needs && !(given >> command->needs & 1))
		return false;
	return !(given >> SIEVE_SLOT_RELATION & 1) ||
	       (given >> SIEVE_SLOT_MATCH & 1) != 0;
}

static void keep_values(struct loader *l, struct sieve_call *call,
			const struct values *values)
{
	for (uint64_t rest = values->given; rest; rest >>= 1)
		call->count++;
	call->args = allocate(l, call->count, sizeof(*call->args));
	for (unsigned i = 0; i < call->count; i++)
		if (values->given >> i & 1)
			call->args[i] = values->at[i];
}

static const struct sieve_call *take_call(struct loader *l,
					  enum sieve_op_kind kind)
{
	struct sieve_call *call = allocate(l, 1, sizeof(*call));
	uint32_t index = take_below(l, l->used_count);
	struct values values;
	uint32_t count;

	call->line = take_below(l, UINT64_MAX);
	count = take_count(l);
	if (l->bad)
		return NULL;
	call->command = l->used[index];
	l->bad |=
		(call->command->kind == SIEVE_LOOP) != (kind == SIEVE_OP_LOOP);
	values.given = 0;
	for (uint32_t i = 0; i < count && !l->bad; i++)
		take_value(l, call->command, &values);
	l->bad |= !has_what_it_needs(call->command, values.given);
	if (!l->bad)
		keep_values(l, call, &values);
	return call;
}

/* ---- operations ---- */

static void take_op(struct loader *l, struct sieve_op *op)
{
	op->kind = take_fixed(l, 1);
	if (op->kind >= SIEVE_OPS)
		l->bad = true;
	else if (sieve_code_has_call(op->kind))
		op->call = take_call(l, op->kind);
	else if (sieve_code_has_number(op->kind))
		op->number = take_below(l, UINT64_MAX);
	if (sieve_code_has_text(op->kind))
		op->text = take_text(l);
	if (op->kind == SIEVE_OP_NEED)
		l->bad |= sieve_extension_named(op->text) == SIEVE_EXT_NONE;
}

/* The operation behind the last is there, too: it returns. */
static bool target_is_sound(const struct sieve_script *script,
			    const struct sieve_op *op)
{
	switch (op->kind) {
	case SIEVE_OP_JUMP:
	case SIEVE_OP_JUMP_TRUE:
	case SIEVE_OP_JUMP_FALSE:
		return op->number <= script->count;
	case SIEVE_OP_LOOP_NEXT:
	case SIEVE_OP_LOOP_END:
		return op->number < script->count &&
		       script->ops[op->number].kind == SIEVE_OP_LOOP;
	case SIEVE_OP_SET:
		return op->number <= 1;
	case SIEVE_OP_CALL:
	case SIEVE_OP_NOT:
	case SIEVE_OP_STOP:
	case SIEVE_OP_RETURN:
	case SIEVE_OP_FAIL:
	case SIEVE_OP_NEED:
	case SIEVE_OP_LOOP:
	case SIEVE_OPS:
		break;
	}
	return true;
}

static void take_used(struct loader *l)
{
	l->used_count = take_count(l);
	l->used = allocate(l, l->used_count, sizeof(struct sieve_command *));
	for (uint64_t i = 0; i < l->used_count && !l->bad; i++) {
		struct span name = take_text(l);
		uint32_t hash = (uint32_t)take_fixed(l, 4);

		l->used[i] = sieve_table_find_hashed(name, hash);
		l->bad |= !l->used[i] || !l->used[i]->run;
	}
}

static void load(struct loader *l)
{
	struct sieve_script *script = l->script;

	l->bad = !span_starts(l->rest, SIEVE_CODE_MAGIC);
	l->rest = span_from(l->rest, SIEVE_CODE_MAGIC.len + 16);
	take_used(l);
	script->locals = take_below(l, SIEVE_LOCALS_MAX + 1);
	script->count = take_count(l);
	if (l->bad)
		return;
	script->ops = allocate(l, script->count + 1, sizeof(*script->ops));
	for (uint32_t i = 0; i < script->count && !l->bad; i++)
		take_op(l, &script->ops[i]);
	script->ops[script->count].kind = SIEVE_OP_RETURN;
	for (uint32_t i = 0; i < script->count && !l->bad; i++)
		l->bad = !target_is_sound(script, &script->ops[i]);
	l->bad |= l->rest.len > 0;
}

bool sieve_open(struct span code, const char *name, struct sieve_script **out,
		struct err *err)
{
	struct sieve_script *script = x_calloc(1, sizeof(*script));
	struct loader l = {
		.rest = code,
		.arena = &script->arena,
		.script = script,
	};

	arena_init(&script->arena);
	script->name = arena_strdup(&script->arena, span_of(name));
	load(&l);
	if (l.bad) {
		sieve_close(&script);
		return err_set(err, ERR_CORRUPT,
			       "The compiled script cannot be read");
	}
	*out = script;
	return true;
}

void sieve_close(struct sieve_script **script)
{
	if (!*script)
		return;
	arena_release(&(*script)->arena);
	free(*script);
	*script = NULL;
}

bool sieve_code_fits(struct span code, const struct sieve_settings *settings,
		     struct span text)
{
	struct sieve_code_origin origin = sieve_code_origin(settings, text);
	struct loader l = { .rest = span_from(code, SIEVE_CODE_MAGIC.len) };

	return span_starts(code, SIEVE_CODE_MAGIC) &&
	       take_fixed(&l, 8) == origin.settings &&
	       take_fixed(&l, 8) == origin.text;
}
