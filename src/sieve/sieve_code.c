/* SPDX-License-Identifier: MIT */
/*
 * The kept form. Numbers are LEB128 unless a width is told, then little-endian;
 * a text is its length and its bytes.
 *
 *   "FuSieve", version u8
 *   u64 hash of the settings, u64 hash of the script's text
 *   count of extensions looked for; each: name, u8 1 if it was there
 *   count of commands used; each: name, u32 hash of its row
 *   local variables, count of operations; each: u8 kind, then
 *     CALL, LOOP: index of the command, line, count of values;
 *       each: u8 slot, u8 type, then a number, or a string,
 *       or a count and that many strings
 *     FAIL, NEED, SECOND: line, text
 *     STOP, RETURN, NOT: nothing; else: number
 *   a string: count of pieces, 0 and its text, or
 *     that many: u8 kind, number, text
 */
#include "sieve/sieve_code.h"

#include "base/hash.h"
#include "sieve/sieve_code_form.h"

static void add_number(struct buf *out, uint64_t number)
{
	while (number >= 0x80) {
		buf_add_char(out, (char)(number | 0x80));
		number >>= 7;
	}
	buf_add_char(out, (char)number);
}

static void add_fixed(struct buf *out, uint64_t number, unsigned bytes)
{
	for (; bytes; bytes--, number >>= 8)
		buf_add_char(out, (char)number);
}

static void add_text(struct buf *out, struct span text)
{
	add_number(out, text.len);
	buf_add(out, text);
}

/* ---- hashes ---- */

static uint64_t hash_text(uint64_t hash, struct span text)
{
	return hash_add_words(hash_add_word(hash, text.len), text);
}

uint32_t sieve_code_hash(const struct sieve_command *command)
{
	uint64_t hash = hash_add_word(HASH_START, command->kind);

	for (unsigned i = 0; i < SIEVE_PARAMS && command->params[i].what; i++)
		hash = hash_add_word(hash, command->params[i].type * 256u +
						   command->params[i].flags);
	for (unsigned i = 0; i < SIEVE_TAG_SETS && command->tags[i]; i++)
		for (const struct sieve_tag *tag = command->tags[i]; tag->name;
		     tag++)
			hash = hash_add_word(
				hash, tag->choice << 24 ^ tag->also << 16 ^
					      tag->slot << 8 ^ tag->type);
	return (uint32_t)(hash ^ hash >> 32);
}

struct sieve_code_origin
sieve_code_origin(const struct sieve_settings *settings, struct span text)
{
	uint64_t hash = hash_add_word(HASH_START, settings->old_extensions);

	hash = hash_add_word(hash, settings->engine);
	hash = hash_add_word(hash, settings->limits.script_bytes);
	hash = hash_add_word(hash, settings->limits.nesting);
	hash = hash_add_word(hash, settings->limits.variables);
	return (struct sieve_code_origin){
		.settings = hash,
		.text = hash_text(HASH_START, text),
	};
}

/* ---- writing ---- */

static void add_string(struct buf *out, const struct sieve_text *text)
{
	add_number(out, text->count);
	if (text->count == 0)
		add_text(out, text->fixed);
	for (size_t i = 0; i < text->count; i++) {
		const struct sieve_piece *piece = &text->pieces[i];

		buf_add_char(out, (char)piece->kind);
		add_number(out, piece->number);
		add_text(out, piece->text);
	}
}

static void add_value(struct buf *out, const struct sieve_value *value)
{
	buf_add_char(out, (char)value->slot);
	buf_add_char(out, (char)value->type);
	if (!sieve_code_has_texts(value->type)) {
		add_number(out, value->number);
		return;
	}
	if (sieve_code_is_list(value->type))
		add_number(out, value->count);
	for (size_t i = 0; i < value->count; i++)
		add_string(out, &value->texts[i]);
}

/* The commands in use, each once. */
struct used {
	const struct sieve_command *rows[256];
	unsigned count;
};

static unsigned find_used(struct used *used, const struct sieve_command *row)
{
	unsigned i = 0;

	while (i < used->count && used->rows[i] != row)
		i++;
	return i;
}

static void gather_used(struct used *used, const struct sieve_script *script)
{
	for (uint32_t i = 0; i < script->count; i++) {
		const struct sieve_call *call = script->ops[i].call;

		if (call && find_used(used, call->command) == used->count)
			used->rows[used->count++] = call->command;
	}
}

static void add_call(struct buf *out, struct used *used,
		     const struct sieve_call *call)
{
	add_number(out, find_used(used, call->command));
	add_number(out, call->line);
	add_number(out, call->count);
	for (uint32_t i = 1; i <= call->count; i++)
		add_value(out, &call->values[i]);
}

static void add_op(struct buf *out, struct used *used,
		   const struct sieve_op *op)
{
	buf_add_char(out, (char)op->kind);
	if (op->call)
		add_call(out, used, op->call);
	else if (sieve_code_has_number(op->kind))
		add_number(out, op->number);
	if (sieve_code_has_text(op->kind))
		add_text(out, op->text);
}

static void add_asked(struct buf *out, const struct sieve_settings *settings,
		      const struct sieve_extension_set *asked)
{
	unsigned count = 0;

	for (unsigned id = 1; id < SIEVE_EXTENSIONS; id++)
		count += sieve_extension_has(asked, id);
	add_number(out, count);
	for (unsigned id = 1; id < SIEVE_EXTENSIONS; id++) {
		struct span name = span_of(sieve_extension_name(id));

		if (!sieve_extension_has(asked, id))
			continue;
		add_text(out, name);
		buf_add_char(out, sieve_extension_find(settings, name) !=
					  SIEVE_EXT_NONE);
	}
}

void sieve_code_write(struct buf *out, const struct sieve_script *script,
		      const struct sieve_settings *settings, struct span text,
		      const struct sieve_extension_set *asked)
{
	struct sieve_code_origin origin = sieve_code_origin(settings, text);
	struct used used = { .count = 0 };

	gather_used(&used, script);
	buf_add(out, SIEVE_CODE_MAGIC);
	add_fixed(out, origin.settings, 8);
	add_fixed(out, origin.text, 8);
	add_asked(out, settings, asked);
	add_number(out, used.count);
	for (unsigned i = 0; i < used.count; i++) {
		add_text(out, span_of(used.rows[i]->name));
		add_fixed(out, sieve_code_hash(used.rows[i]), 4);
	}
	add_number(out, script->locals);
	add_number(out, script->count);
	for (uint32_t i = 0; i < script->count; i++)
		add_op(out, &used, &script->ops[i]);
}
