/* SPDX-License-Identifier: MIT */
/*
 * RFC 5463. What an ihave may find counts as required from there on, but each
 * use of it asks at run time whether that ihave has really found it.
 */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_state.h"

/* Those that change how scripts are read are none here (RFC 5463 4). */
static bool is_found(enum sieve_extension id)
{
	return id != SIEVE_EXT_NONE && id != SIEVE_EXT_VARIABLES &&
	       id != SIEVE_EXT_ENCODED_CHARACTER;
}

/* One by one, since some bring others. */
static void allow(struct sieve_compiler *c, enum sieve_extension id)
{
	struct sieve_extension_set found = { 0 };

	sieve_extension_add(&found, id);
	for (unsigned i = 1; i < SIEVE_EXTENSIONS; i++) {
		if (!sieve_extension_has(&found, i) ||
		    sieve_extension_has(&c->required, i))
			continue;
		sieve_extension_add(&c->maybe, i);
		sieve_extension_add(&c->required, i);
	}
}

static void check_ihave(struct sieve_compiler *c, struct sieve_call *call)
{
	const struct sieve_value *names = sieve_command_arg(call, SIEVE_SLOT_A);

	for (size_t i = 0; i < names->count; i++)
		if (!is_found(sieve_emit_extension(c, names->texts[i].fixed)))
			return;
	for (size_t i = 0; i < names->count; i++)
		allow(c, sieve_extension_named(names->texts[i].fixed));
}

static bool run_ihave(struct sieve_run *run, const struct sieve_call *call)
{
	const struct sieve_value *names = sieve_command_arg(call, SIEVE_SLOT_A);

	run->result = true;
	for (size_t i = 0; i < names->count; i++)
		run->result &= is_found(sieve_extension_find(
			run->settings, names->texts[i].fixed));
	for (size_t i = 0; i < names->count && run->result; i++)
		sieve_extension_add(
			&run->frame->have,
			sieve_extension_named(names->texts[i].fixed));
	return true;
}

static bool run_error(struct sieve_run *run, const struct sieve_call *call)
{
	struct span text;

	return sieve_state_string(run, call, SIEVE_SLOT_A, &text) &&
	       sieve_state_fail(run, ERR_STATE, "%.*s", SPAN_ARG(text));
}

const struct sieve_command sieve_ihave_commands[] = {
	{ .name = "ihave",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_IHAVE,
	  .params = { { "capabilities", SIEVE_STRINGS, SIEVE_CONSTANT } },
	  .check = check_ihave,
	  .run = run_ihave },
	{ .name = "error",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_IHAVE,
	  .params = { { "message", SIEVE_STRING, SIEVE_REQUIRED } },
	  .run = run_error },
	{ .name = NULL },
};
