/* SPDX-License-Identifier: MIT */
/* RFC 5229: set and string; its modifiers of other extensions, too. */
#include <stdio.h>

#include "base/auto.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_mailto.h"
#include "sieve/sieve_match.h"
#include "sieve/sieve_set.h"
#include "sieve/sieve_variables.h"

/* ---- set ---- */

enum {
	SLOT_CASE = SIEVE_SLOT_OWN, /* precedence 40 */
	SLOT_FIRST,                 /* 30 */
	SLOT_QUOTE,                 /* 20 */
	SLOT_ENCODE,                /* 15, RFC 5435 6 */
	SLOT_LENGTH,                /* 10 */
	SLOTS_END
};
_Static_assert(SLOTS_END == (int)SIEVE_SET_SLOTS, "slots of modifiers");
enum {
	LOWER,
	UPPER
};
enum {
	QUOTE_WILDCARD
};

const struct sieve_tag sieve_set_tags[] = {
	{ .name = "lower", .slot = SLOT_CASE, .choice = LOWER },
	{ .name = "upper", .slot = SLOT_CASE, .choice = UPPER },
	{ .name = "lowerfirst", .slot = SLOT_FIRST, .choice = LOWER },
	{ .name = "upperfirst", .slot = SLOT_FIRST, .choice = UPPER },
	{ .name = "quotewildcard",
	  .slot = SLOT_QUOTE,
	  .choice = QUOTE_WILDCARD },
	{ .name = "encodeurl",
	  .extension = SIEVE_EXT_ENOTIFY,
	  .slot = SLOT_ENCODE },
	{ .name = "length", .slot = SLOT_LENGTH },
	{ .name = NULL },
};

static char in_case(char c, uint64_t wanted)
{
	if (wanted == LOWER)
		return span_lower(c);
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* The first `count` bytes, in a copy. */
static bool change_case(struct sieve_run *run, struct span *value, size_t count,
			uint64_t wanted)
{
	char *copy = sieve_state_copy(run, *value);

	if (!copy)
		return false;
	for (size_t i = 0; i < value->len && i < count; i++)
		copy[i] = in_case(copy[i], wanted);
	*value = span_make(copy, value->len);
	return true;
}

static bool quote(struct sieve_run *run, struct span *value, const char *which)
{
	char *to = sieve_state_alloc(run, value->len * 2 + 1);
	size_t len = 0;

	if (!to)
		return false;
	for (size_t i = 0; i < value->len; i++) {
		if (value->ptr[i] && strchr(which, value->ptr[i]))
			to[len++] = '\\';
		to[len++] = value->ptr[i];
	}
	*value = span_make(to, len);
	return true;
}

static bool encode(struct sieve_run *run, struct span *value)
{
	auto_buf struct buf out;

	buf_init(&out, value->len * 3 + 1);
	sieve_mailto_encode(*value, &out);
	return sieve_state_keep(run, buf_span(&out), value);
}

/* Characters, not bytes. */
static bool measure(struct sieve_run *run, struct span *value)
{
	char digits[24];
	size_t count = 0;

	for (size_t i = 0; i < value->len; i++)
		count += ((unsigned char)value->ptr[i] & 0xc0) != 0x80;
	snprintf(digits, sizeof(digits), "%zu", count);
	return sieve_state_keep(run, span_of(digits), value);
}

static bool modify(struct sieve_run *run, const struct sieve_call *call,
		   struct span *value)
{
	const struct sieve_value *all = sieve_command_arg(call, SLOT_CASE);
	const struct sieve_value *first = sieve_command_arg(call, SLOT_FIRST);

	if (all->is_given && !change_case(run, value, SIZE_MAX, all->number))
		return false;
	if (first->is_given && !change_case(run, value, 1, first->number))
		return false;
	if (sieve_command_has(call, SLOT_QUOTE) && !quote(run, value, "*?\\"))
		return false;
	if (sieve_command_has(call, SLOT_ENCODE) && !encode(run, value))
		return false;
	return !sieve_command_has(call, SLOT_LENGTH) || measure(run, value);
}

bool sieve_set_assign(struct sieve_run *run, const struct sieve_call *call,
		      const struct sieve_piece *variable, struct span value)
{
	return sieve_state_examine(run, value.len) &&
	       modify(run, call, &value) &&
	       sieve_variables_set(run, variable, value);
}

static bool run_set(struct sieve_run *run, const struct sieve_call *call)
{
	const struct sieve_text *name =
		sieve_command_arg(call, SIEVE_SLOT_A)->texts;
	struct span value;

	return sieve_state_string(run, call, SIEVE_SLOT_B, &value) &&
	       sieve_set_assign(run, call, &name->pieces[0], value);
}

/* ---- string ---- */

static bool run_string(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings sources;
	struct sieve_match match;

	if (!sieve_state_strings(run, call, SIEVE_SLOT_A, &sources) ||
	    !sieve_match_begin(run, call, SIEVE_SLOT_B, &match))
		return false;
	for (size_t i = 0; i < sources.count && !match.found; i++) {
		/* RFC 5229 5: empty strings are not counted */
		if (match.type == SIEVE_MATCH_COUNT && sources.at[i].len == 0)
			continue;
		if (!sieve_match_value(&match, sources.at[i]))
			return false;
	}
	return sieve_match_end(&match);
}

const struct sieve_command sieve_set_commands[] = {
	{ .name = "set",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_VARIABLES,
	  .tags = { sieve_set_tags },
	  .params = { { "name", SIEVE_VARIABLE, SIEVE_REQUIRED },
		      { "value", SIEVE_STRING, SIEVE_REQUIRED } },
	  .run = run_set },
	{ .name = "string",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_VARIABLES,
	  .tags = { sieve_tags_match },
	  .params = { { "source", SIEVE_STRINGS, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_string },
	{ .name = NULL },
};
