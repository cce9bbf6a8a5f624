/* SPDX-License-Identifier: MIT */
/*
 * Strings as they are when they are asked for. What variables hold is never
 * changed in place, so an expanded string, or a part of one, may be kept.
 */
#include "sieve/sieve_variables.h"

#include "sieve/sieve_item.h"

struct sieve_global {
	struct sieve_global *next;
	struct span name; /* in lower case */
	struct span value;
};

/* ---- globals ---- */

static struct sieve_global *find_global(struct sieve_run *run, struct span name)
{
	struct sieve_global *global = run->globals;

	while (global && !span_eq(global->name, name))
		global = global->next;
	return global;
}

static struct sieve_global *add_global(struct sieve_run *run, struct span name)
{
	uint32_t max = run->settings->limits.variables;
	struct sieve_global *global;

	if (++run->global_count > max) {
		(void)sieve_state_fail(run, ERR_LIMIT,
				       "more than %u global variables",
				       (unsigned)max);
		return NULL;
	}
	global = sieve_state_alloc(run, sizeof(*global));
	if (!global)
		return NULL;
	global->name = name;
	global->next = run->globals;
	run->globals = global;
	return global;
}

/* ---- values ---- */

static bool value_of(struct sieve_run *run, const struct sieve_piece *piece,
		     struct span *out)
{
	struct sieve_global *global;

	*out = SPAN("");
	switch (piece->kind) {
	case SIEVE_PIECE_FIXED:
		*out = piece->text;
		break;
	case SIEVE_PIECE_LOCAL:
		*out = run->frame->locals[piece->number];
		break;
	case SIEVE_PIECE_MATCH:
		*out = run->frame->matches[piece->number];
		break;
	case SIEVE_PIECE_GLOBAL:
		global = find_global(run, piece->text);
		if (global)
			*out = global->value;
		break;
	case SIEVE_PIECE_SPACE: /* there is one only */
		return sieve_item_variable(run, piece->text, out);
	case SIEVE_PIECES:
		break;
	}
	return true;
}

static struct span cut(struct span value, uint64_t max)
{
	if (value.len <= max)
		return value;
	while (max && ((unsigned char)value.ptr[max] & 0xc0) == 0x80)
		max--;
	return span_first(value, max);
}

bool sieve_variables_set(struct sieve_run *run,
			 const struct sieve_piece *variable, struct span value)
{
	struct sieve_global *global;

	value = cut(value, run->settings->limits.variable_bytes);
	if (variable->kind == SIEVE_PIECE_LOCAL) {
		run->frame->locals[variable->number] = value;
		return true;
	}
	global = find_global(run, variable->text);
	if (!global)
		global = add_global(run, variable->text);
	if (global)
		global->value = value;
	return global != NULL;
}

/* ---- strings ---- */

bool sieve_state_text(struct sieve_run *run, const struct sieve_text *text,
		      struct span *out)
{
	struct span value;
	size_t len = 0;
	char *to;

	if (text->count == 0) {
		*out = text->fixed;
		return true;
	}
	if (text->count == 1)
		return value_of(run, &text->pieces[0], out);
	for (size_t i = 0; i < text->count; i++) {
		if (!value_of(run, &text->pieces[i], &value))
			return false;
		len += value.len;
	}
	to = sieve_state_alloc(run, len + 1);
	if (!to)
		return false;
	*out = span_make(to, len);
	for (size_t i = 0; i < text->count; i++) {
		if (!value_of(run, &text->pieces[i], &value))
			return false;
		if (value.len)
			memcpy(to, value.ptr, value.len);
		to += value.len;
	}
	return true;
}

bool sieve_state_string(struct sieve_run *run, const struct sieve_call *call,
			unsigned slot, struct span *out)
{
	const struct sieve_value *value = sieve_command_arg(call, slot);

	*out = SPAN("");
	return value->count == 0 ||
	       sieve_state_text(run, &value->texts[0], out);
}

bool sieve_state_strings(struct sieve_run *run, const struct sieve_call *call,
			 unsigned slot, struct sieve_strings *out)
{
	const struct sieve_value *value = sieve_command_arg(call, slot);
	struct span *at = NULL;

	*out = (struct sieve_strings){ NULL, 0 };
	if (value->count == 0)
		return true;
	if (value->count == 1 && value->texts[0].count == 0) {
		*out = (struct sieve_strings){ &value->texts[0].fixed, 1 };
		return true;
	}
	at = sieve_state_alloc(run, value->count * sizeof(*at));
	if (!at)
		return false;
	for (size_t i = 0; i < value->count; i++)
		if (!sieve_state_text(run, &value->texts[i], &at[i]))
			return false;
	*out = (struct sieve_strings){ at, value->count };
	return true;
}
