/* SPDX-License-Identifier: MIT */
/*
 * vnd.dovecot.pipe, .filter and .execute (spec-bosch-sieve-extprograms).
 *
 * filter and execute run their program at once, since later tests look at what
 * it has made; pipe is an action, done with the others.
 */
#include "base/auto.h"
#include "base/utf8.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_content.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_tags.h"
#include "sieve/sieve_variables.h"

enum {
	NAME_CHARACTERS = 128, /* section 3 */
	ARGUMENTS_MAX = 16,    /* section 4 */
	ARGUMENT_BYTES = 1024,
	CHARACTER_BYTES = 4,
	SHOWN = 80
};

/* ---- names and arguments ---- */

static bool is_name(struct span name)
{
	uint32_t code;
	unsigned count = 0;

	if (span_eq(name, SPAN(".")) || span_eq(name, SPAN("..")))
		return false;
	for (; name.len; count++)
		if (!utf8_take(&name, &code) || code < 0x20 || code == '/' ||
		    (code >= 0x7f && code <= 0x9f) || code == 0x2028 ||
		    code == 0x2029)
			return false;
	return count > 0 && count <= NAME_CHARACTERS;
}

/* What no argument of a program can have, or what is easily misread in one. */
static bool is_argument(struct span text)
{
	return text.len <= ARGUMENT_BYTES &&
	       span_find_char(text, '\0') == text.len &&
	       span_find_char(text, '\r') == text.len &&
	       span_find_char(text, '\n') == text.len;
}

static void check_program(struct sieve_compiler *c, struct sieve_call *call)
{
	size_t count = sieve_command_arg(call, SIEVE_SLOT_B)->count;
	struct span name, text;

	if (sieve_command_constant(call, SIEVE_SLOT_A, 0, &name) &&
	    !is_name(name))
		sieve_emit_error(c, call->line, "'%.*s' is no program's name",
				 SPAN_ARG(span_first(name, SHOWN)));
	if (count > ARGUMENTS_MAX)
		sieve_emit_error(c, call->line,
				 "a program takes no more than %d arguments",
				 ARGUMENTS_MAX);
	for (size_t i = 0; i < count; i++)
		if (sieve_command_constant(call, SIEVE_SLOT_B, i, &text) &&
		    !is_argument(text))
			sieve_emit_error(c, call->line,
					 "'%.*s' can't be a program's argument",
					 SPAN_ARG(span_first(text, SHOWN)));
}

/* Byte-code may have what the compiler would not have let through. */
static bool take_program(struct sieve_run *run, const struct sieve_call *call,
			 struct span *out_name, struct sieve_strings *out)
{
	if (!sieve_state_string(run, call, SIEVE_SLOT_A, out_name) ||
	    !sieve_state_strings(run, call, SIEVE_SLOT_B, out))
		return false;
	if (!is_name(*out_name))
		return sieve_state_fail(run, ERR_SYNTAX,
					"'%.*s' is no program's name",
					SPAN_ARG(span_first(*out_name, SHOWN)));
	for (size_t i = 0; i < out->count; i++)
		if (i == ARGUMENTS_MAX || !is_argument(out->at[i]))
			return sieve_state_fail(
				run, ERR_SYNTAX,
				"'%.*s' can't be a program's argument",
				SPAN_ARG(span_first(out->at[i], SHOWN)));
	return ++run->programs <= run->settings->limits.programs ||
	       sieve_state_fail(run, ERR_LIMIT, "more than %u programs",
				(unsigned)run->settings->limits.programs);
}

/* ---- running one ---- */

static const char *const endings[] = {
	[SIEVE_PROGRAM_DONE] = "done",
	[SIEVE_PROGRAM_NO] = "it says no",
	[SIEVE_PROGRAM_UNKNOWN] = "there is none of that name",
	[SIEVE_PROGRAM_BROKEN] = "it could not be run",
};

/* *out: it has done what was asked for. A test is false where its program can't
 * be run; a command has failed. */
static bool run_program(struct sieve_run *run, const struct sieve_call *call,
			const struct sieve_program *program, struct buf *output,
			bool *out)
{
	enum sieve_program_result result = SIEVE_PROGRAM_UNKNOWN;
	const struct sieve_host *host = run->host;
	struct err why = { .kind = ERR_NONE };
	bool is_test = call->command->kind == SIEVE_TEST;

	if (host->program &&
	    !host->program(host->context, program, output, &result, &why)) {
		*run->err = why;
		return sieve_state_host_failed(run);
	}
	*out = result == SIEVE_PROGRAM_DONE;
	sieve_state_trace(run, "program '%.*s': %s", SPAN_ARG(program->name),
			  endings[result]);
	return *out || is_test || result == SIEVE_PROGRAM_NO ||
	       sieve_state_fail(run, ERR_STATE, "program '%.*s': %s",
				SPAN_ARG(span_first(program->name, SHOWN)),
				why.kind == ERR_NONE ? endings[result]
						     : why.text);
}

/* ---- filter ---- */

static uint64_t memory_left(const struct sieve_run *run)
{
	uint64_t max = run->settings->limits.memory;

	return run->memory < max ? max - run->memory : 0;
}

/* Without output, or with too much of it, the message stays as it is. Loops of
 * foreverypart go on with the part that has the next number. */
static bool take_message(struct sieve_run *run, const struct buf *output)
{
	struct span message;

	run->result = output->len > 0 && !output->full;
	if (!run->result) {
		sieve_state_trace(run, output->full ? "too much output"
						    : "no output");
		return true;
	}
	return sieve_state_examine(run, output->len) &&
	       sieve_state_keep(run, buf_span(output), &message) &&
	       sieve_content_set(run, message);
}

static bool run_filter(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_program program = {
		.is_message = true,
		.is_filter = true,
	};
	struct sieve_content *content;
	auto_buf struct buf output = { 0 };
	bool done;

	if (!take_program(run, call, &program.name, &program.arguments) ||
	    !sieve_content_get(run, &content))
		return false;
	program.input = content->message;
	buf_init(&output, memory_left(run));
	if (!run_program(run, call, &program, &output, &done))
		return false;
	run->result = false;
	return !done || take_message(run, &output);
}

/* ---- execute ---- */

enum {
	SLOT_SOURCE = SIEVE_SLOT_OWN,
	SLOT_INPUT,
	SLOT_OUTPUT
};
enum {
	FROM_STRING,
	FROM_MESSAGE
};

static const struct sieve_tag execute_tags[] = {
	{ .name = "input",
	  .type = SIEVE_STRING,
	  .slot = SLOT_INPUT,
	  .choice = FROM_STRING,
	  .also = SLOT_SOURCE },
	{ .name = "pipe", .slot = SLOT_SOURCE, .choice = FROM_MESSAGE },
	{ .name = "output",
	  .extension = SIEVE_EXT_VARIABLES,
	  .type = SIEVE_VARIABLE,
	  .slot = SLOT_OUTPUT },
	{ .name = NULL },
};

static bool take_input(struct sieve_run *run, const struct sieve_call *call,
		       struct sieve_program *program)
{
	struct sieve_content *content;

	if (!sieve_command_has(call, SLOT_SOURCE))
		return true;
	program->is_message = sieve_command_choice(call, SLOT_SOURCE,
						   FROM_STRING) == FROM_MESSAGE;
	if (program->is_message) {
		if (!sieve_content_get(run, &content))
			return false;
		program->input = content->message;
	} else if (!sieve_state_string(run, call, SLOT_INPUT,
				       &program->input)) {
		return false;
	}
	if (!program->input.ptr)
		program->input = SPAN("");
	return true;
}

static bool run_execute(struct sieve_run *run, const struct sieve_call *call)
{
	bool wanted = sieve_command_has(call, SLOT_OUTPUT);
	struct sieve_program program = { .is_message = false };
	auto_buf struct buf output = { 0 };
	struct span value;
	bool done;

	if (!take_program(run, call, &program.name, &program.arguments) ||
	    !take_input(run, call, &program))
		return false;
	/* What is cut is cut between two characters. */
	buf_init(&output,
		 run->settings->limits.variable_bytes + CHARACTER_BYTES);
	if (!run_program(run, call, &program, wanted ? &output : NULL, &done))
		return false;
	run->result = done;
	if (!done || !wanted)
		return true;
	return sieve_state_examine(run, output.len) &&
	       sieve_state_keep(run, buf_span(&output), &value) &&
	       sieve_variables_set(
		       run,
		       sieve_command_arg(call, SLOT_OUTPUT)->texts[0].pieces,
		       value);
}

/* ---- pipe ---- */

enum {
	SLOT_TRY = SIEVE_SLOT_OWN
};

static const struct sieve_tag pipe_tags[] = {
	{ .name = "try", .slot = SLOT_TRY },
	{ .name = NULL },
};

/* 5.1: once for a script, with all that it includes. */
static bool is_piped(const struct sieve_run *run, struct span name)
{
	const struct sieve_action *action =
		run->earlier ? run->earlier->next : run->first;

	while (action && (action->kind != SIEVE_PIPE ||
			  !span_eq(action->pipe.program, name)))
		action = action->next;
	return action != NULL;
}

static bool run_pipe(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_pipe pipe = {
		.copy = sieve_command_has(call, SIEVE_SLOT_COPY),
		.try = sieve_command_has(call, SLOT_TRY),
	};
	struct sieve_action *action;

	if (!take_program(run, call, &pipe.program, &pipe.arguments))
		return false;
	if (is_piped(run, pipe.program))
		return sieve_state_fail(
			run, ERR_STATE,
			"the message is piped to '%.*s' already",
			SPAN_ARG(span_first(pipe.program, SHOWN)));
	action = sieve_state_add(run, call, SIEVE_PIPE);
	if (!action)
		return false;
	action->pipe = pipe;
	if (pipe.try)
		run->tries |= !pipe.copy;
	else if (!pipe.copy)
		run->keeps = false;
	return true;
}

#define PROGRAM_PARAMS                                                         \
	{                                                                      \
		{ "program name", SIEVE_STRING, SIEVE_CONSTANT },              \
			{ "arguments", SIEVE_STRINGS, SIEVE_OPTIONAL },        \
	}

const struct sieve_command sieve_program_commands[] = {
	{ .name = "pipe",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_PIPE,
	  .tags = { sieve_tags_copy, pipe_tags },
	  .params = PROGRAM_PARAMS,
	  .check = check_program,
	  .run = run_pipe },
	{ .name = "filter",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_FILTER,
	  .params = PROGRAM_PARAMS,
	  .check = check_program,
	  .run = run_filter },
	{ .name = "filter",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_FILTER,
	  .params = PROGRAM_PARAMS,
	  .check = check_program,
	  .run = run_filter },
	{ .name = "execute",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_EXECUTE,
	  .tags = { execute_tags },
	  .params = PROGRAM_PARAMS,
	  .check = check_program,
	  .run = run_execute },
	{ .name = "execute",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_EXECUTE,
	  .tags = { execute_tags },
	  .params = PROGRAM_PARAMS,
	  .check = check_program,
	  .run = run_execute },
	{ .name = NULL },
};
