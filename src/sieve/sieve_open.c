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

enum {
	ALIGN = 16,
	ROOM = 8192
};

struct loader {
	const unsigned char *at, *end; /* what is left; nothing, once bad */
	bool bad;
	struct arena *arena;
	char *room; /* of the arena, zeroed, 16-byte aligned */
	size_t room_left;
	const struct sieve_command **used;
	uint64_t used_count;
	struct sieve_script *script;
};

static size_t left(const struct loader *l)
{
	return (size_t)(l->end - l->at);
}

static uint32_t fail(struct loader *l)
{
	l->bad = true;
	l->at = l->end;
	return 0;
}

static void fail_unless(struct loader *l, bool sound)
{
	if (!sound)
		(void)fail(l);
}

static uint64_t take_long_number(struct loader *l)
{
	uint64_t number = 0;

	for (unsigned shift = 0; l->at < l->end && shift < 64; shift += 7) {
		unsigned char c = *l->at++;

		number |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return number;
	}
	return fail(l);
}

/* Most have one byte. */
static uint64_t take_number(struct loader *l)
{
	return l->at < l->end && *l->at < 0x80 ? *l->at++ : take_long_number(l);
}

/* A number that is less than `end`. */
static uint32_t take_below(struct loader *l, uint64_t end)
{
	uint64_t number = take_number(l);

	return number < end && number <= UINT32_MAX ? (uint32_t)number
						    : fail(l);
}

/* Of things of which each takes a byte at least. */
static uint32_t take_count(struct loader *l)
{
	uint32_t count = take_below(l, UINT64_MAX);

	return count <= left(l) ? count : fail(l);
}

static unsigned take_byte(struct loader *l)
{
	return l->at < l->end ? *l->at++ : fail(l);
}

static uint64_t take_fixed(struct loader *l, unsigned bytes)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < bytes; i++)
		number |= (uint64_t)take_byte(l) << (8 * i);
	return number;
}

static struct span take_text(struct loader *l)
{
	size_t len = take_count(l);
	struct span text = span_make(l->at, len);

	l->at += len;
	return text;
}

/* In larger pieces: there are many things, and small ones. */
static void *allocate(struct loader *l, size_t count, size_t size)
{
	size_t bytes = (count * size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	void *at;

	if (bytes > l->room_left || !l->room) {
		l->room_left = bytes > ROOM ? bytes : ROOM;
		l->room = arena_alloc(l->arena, l->room_left);
	}
	at = l->room;
	l->room += bytes;
	l->room_left -= bytes;
	return at;
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
		pieces[i].kind = take_byte(l);
		pieces[i].number = take_below(l, UINT64_MAX);
		pieces[i].text = take_text(l);
		fail_unless(l, piece_is_sound(l, &pieces[i]));
	}
	out->pieces = pieces;
}

static void take_texts(struct loader *l, struct sieve_value *value)
{
	bool is_variable =
		value->type == SIEVE_VARIABLE || value->type == SIEVE_VARIABLES;
	struct sieve_text *texts;

	value->count = sieve_code_is_list(value->type) ? take_count(l) : 1;
	fail_unless(l, value->count > 0);
	if (l->bad)
		return;
	texts = allocate(l, value->count, sizeof(*texts));
	for (size_t i = 0; i < value->count && !l->bad; i++) {
		take_string(l, &texts[i]);
		if (is_variable && !l->bad)
			fail_unless(l, texts[i].count == 1 &&
					       texts[i].pieces[0].kind !=
						       SIEVE_PIECE_FIXED);
	}
	value->texts = texts;
}

static void take_value(struct loader *l, struct sieve_call *call)
{
	unsigned slot = take_byte(l);
	struct sieve_value value = { .type = take_byte(l) };

	fail_unless(l, slot < SIEVE_SLOTS && !call->place[slot]);
	if (l->bad)
		return;
	if (sieve_code_has_texts(value.type))
		take_texts(l, &value);
	else
		value.number = take_number(l);
	fail_unless(l, sieve_tags_allow(call->command, slot, value.type,
					value.number));
	sieve_command_set(call, slot, value);
}

static bool has_what_it_needs(const struct sieve_call *call)
{
	const struct sieve_command *command = call->command;

	for (unsigned i = 0; i < SIEVE_PARAMS && command->params[i].what; i++)
		if (!(command->params[i].flags & SIEVE_OPTIONAL) &&
		    !sieve_command_has(call, i))
			return false;
	if (command->needs && !sieve_command_has(call, command->needs))
		return false;
	return !sieve_command_has(call, SIEVE_SLOT_RELATION) ||
	       sieve_command_has(call, SIEVE_SLOT_MATCH);
}

static const struct sieve_call *take_call(struct loader *l,
					  enum sieve_op_kind kind)
{
	struct sieve_call *call = allocate(l, 1, sizeof(*call));
	uint32_t index = take_below(l, l->used_count);
	uint32_t count;

	call->line = take_below(l, UINT64_MAX);
	count = take_below(l, SIEVE_SLOTS + 1);
	if (l->bad)
		return NULL;
	call->command = l->used[index];
	call->values = allocate(l, count + 1, sizeof(*call->values));
	fail_unless(l, (call->command->kind == SIEVE_LOOP) ==
			       (kind == SIEVE_OP_LOOP));
	for (uint32_t i = 0; i < count && !l->bad; i++)
		take_value(l, call);
	fail_unless(l, has_what_it_needs(call));
	return call;
}

/* ---- operations ---- */

static void take_op(struct loader *l, struct sieve_op *op)
{
	op->kind = take_byte(l);
	if (op->kind >= SIEVE_OPS)
		(void)fail(l);
	else if (sieve_code_has_call(op->kind))
		op->call = take_call(l, op->kind);
	else if (sieve_code_has_number(op->kind))
		op->number = take_below(l, UINT64_MAX);
	if (sieve_code_has_text(op->kind))
		op->text = take_text(l);
	if (op->kind == SIEVE_OP_NEED)
		fail_unless(l,
			    sieve_extension_named(op->text) != SIEVE_EXT_NONE);
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
	case SIEVE_OP_SECOND:
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
		fail_unless(l, l->used[i] && l->used[i]->run);
	}
}

/* Are those that compiling has looked for there or not, as they were then?
 * settings NULL: whatever they are. */
static bool take_asked(struct loader *l, const struct sieve_settings *settings)
{
	uint32_t count = take_count(l);
	bool same = true;

	for (uint32_t i = 0; i < count && !l->bad; i++) {
		struct span name = take_text(l);
		bool there = take_byte(l) != 0;

		if (settings)
			same &= there ==
				(sieve_extension_find(settings, name) !=
				 SIEVE_EXT_NONE);
	}
	return same && !l->bad;
}

/* false: it is of another version. */
static bool begin(struct loader *l, struct span code)
{
	if (!span_starts(code, SIEVE_CODE_MAGIC))
		return false;
	code = span_from(code, SIEVE_CODE_MAGIC.len);
	l->at = (const unsigned char *)code.ptr;
	l->end = l->at + code.len;
	return true;
}

static void load(struct loader *l)
{
	struct sieve_script *script = l->script;

	(void)take_fixed(l, 8); /* sieve_code_fits is for these */
	(void)take_fixed(l, 8);
	(void)take_asked(l, NULL);
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
		fail_unless(l, target_is_sound(script, &script->ops[i]));
	fail_unless(l, left(l) == 0);
}

bool sieve_open(struct span code, const char *name, struct sieve_script **out,
		struct err *err)
{
	struct sieve_script *script = x_calloc(1, sizeof(*script));
	struct loader l = { .arena = &script->arena, .script = script };

	arena_init(&script->arena);
	script->name = arena_strdup(&script->arena, span_of(name));
	l.bad = !begin(&l, code);
	if (!l.bad)
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

size_t sieve_memory(const struct sieve_script *script)
{
	return sizeof(*script) + arena_size(&script->arena);
}

bool sieve_code_fits(struct span code, const struct sieve_settings *settings,
		     struct span text)
{
	struct sieve_code_origin origin = sieve_code_origin(settings, text);
	struct loader l = { .bad = false };

	return begin(&l, code) && take_fixed(&l, 8) == origin.settings &&
	       take_fixed(&l, 8) == origin.text && take_asked(&l, settings);
}
