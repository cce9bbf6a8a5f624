/* SPDX-License-Identifier: MIT */
/* The envelope test of RFC 5228 5.4. */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_fields.h"
#include "sieve/sieve_match.h"

enum part {
	PART_FROM,
	PART_TO,
	PARTS
};
static const struct {
	const char *name;
	enum sieve_extension extension;
} parts[PARTS] = {
	[PART_FROM] = { "from", SIEVE_EXT_NONE },
	[PART_TO] = { "to", SIEVE_EXT_NONE },
};

static enum part find(struct span name)
{
	unsigned i = 0;

	while (i < PARTS && !span_eq_nocase(name, span_of(parts[i].name)))
		i++;
	return i;
}

static void check(struct sieve_compiler *c, struct sieve_call *call)
{
	const struct sieve_value *names = &call->args[SIEVE_SLOT_A];

	for (size_t i = 0; i < names->count; i++) {
		struct span name = names->texts[i].fixed;
		enum part part = find(name);

		if (names->texts[i].count)
			continue;
		if (part == PARTS)
			sieve_emit_error(c, call->line,
					 "the envelope has no part '%.*s'",
					 SPAN_ARG(span_first(name, 80)));
		else if (!sieve_emit_has(c, call->line, parts[part].extension))
			sieve_emit_unknown(
				c, call->line,
				"envelope part \"%s\" without require \"%s\"",
				parts[part].name,
				sieve_extension_name(parts[part].extension));
	}
}

/* RFC 5228 5.4: the null sender is "" whatever part of it is wanted. */
static bool match_address(struct sieve_match *match,
			  const struct sieve_call *call, struct span text)
{
	const struct sieve_address *address;
	struct span part;

	if (text.len == 0)
		return sieve_match_value(match, text);
	address = sieve_fields_envelope(match->run, text);
	if (!address)
		return false;
	return !sieve_fields_part(
		       match->run, address,
		       sieve_command_choice(call, SIEVE_SLOT_PART, SIEVE_ALL),
		       &part) ||
	       sieve_match_value(match, part);
}

static bool match_part(struct sieve_match *match, const struct sieve_call *call,
		       struct span name)
{
	const struct sieve_input *input = match->run->input;

	switch (find(name)) {
	case PART_FROM:
		return match_address(match, call, input->sender);
	case PART_TO:
		return match_address(match, call, input->recipient);
	case PARTS:
		break;
	}
	return sieve_state_fail(match->run, ERR_SYNTAX,
				"the envelope has no part '%.*s'",
				SPAN_ARG(span_first(name, 80)));
}

static bool run_envelope(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_strings names;
	struct sieve_match match;

	if (!sieve_state_strings(run, call, SIEVE_SLOT_A, &names) ||
	    !sieve_match_begin(run, call, SIEVE_SLOT_B, &match))
		return false;
	for (size_t i = 0; i < names.count && !match.found; i++)
		if (!match_part(&match, call, names.at[i]))
			return false;
	return sieve_match_end(&match);
}

const struct sieve_command sieve_envelope_commands[] = {
	{ .name = "envelope",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_ENVELOPE,
	  .tags = { sieve_tags_match, sieve_tags_part },
	  .params = { { "envelope parts", SIEVE_STRINGS },
		      { "keys", SIEVE_STRINGS } },
	  .check = check,
	  .run = run_envelope },
	{ .name = NULL },
};
