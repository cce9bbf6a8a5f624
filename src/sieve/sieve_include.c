/* SPDX-License-Identifier: MIT */
/* RFC 6609: include, return, global. */
#include "base/utf8.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_eval.h"
#include "sieve/sieve_string.h"

enum {
	SLOT_PLACE = SIEVE_SLOT_OWN,
	SLOT_ONCE,
	SLOT_OPTIONAL,
	NAME_MAX_BYTES = 512
};

static const struct sieve_tag include_tags[] = {
	{ .name = "personal", .slot = SLOT_PLACE, .choice = SIEVE_PERSONAL },
	{ .name = "global", .slot = SLOT_PLACE, .choice = SIEVE_GLOBAL },
	{ .name = "once", .slot = SLOT_ONCE },
	{ .name = "optional", .slot = SLOT_OPTIONAL },
	{ .name = NULL },
};

/* The scripts that were included, whether they have ended or not. */
struct included {
	struct included *next;
	const struct sieve_script *script;
};

/* RFC 5804 1.6, and nothing that could lead out of a folder. */
static bool is_script_name(struct span name)
{
	struct span rest = name;
	uint32_t code;

	if (name.len == 0 || name.len > NAME_MAX_BYTES || name.ptr[0] == '.')
		return false;
	while (rest.len) {
		if (!utf8_take(&rest, &code))
			return false;
		if (code < 0x20 || (code >= 0x7f && code < 0xa0) ||
		    code == 0x2028 || code == 0x2029 || code == '/')
			return false;
	}
	return true;
}

static void check_include(struct sieve_compiler *c, struct sieve_call *call)
{
	struct span name = call->args[SIEVE_SLOT_A].texts[0].fixed;

	if (!is_script_name(name))
		sieve_emit_error(c, call->line, "'%.*s' is no name of a script",
				 SPAN_ARG(span_first(name, 80)));
}

/* Is it being run, or has been? */
static bool was_included(const struct sieve_run *run,
			 const struct sieve_script *script)
{
	const struct included *at = run->kept[SIEVE_EXT_INCLUDE];

	while (at && at->script != script)
		at = at->next;
	return at != NULL;
}

static bool is_running(const struct sieve_run *run,
		       const struct sieve_script *script)
{
	const struct sieve_frame *frame = run->frame;

	while (frame && frame->script != script)
		frame = frame->below;
	return frame != NULL;
}

static bool find(struct sieve_run *run, const struct sieve_call *call,
		 const struct sieve_script **out)
{
	enum sieve_place place =
		sieve_command_choice(call, SLOT_PLACE, SIEVE_PERSONAL);
	struct span name = call->args[SIEVE_SLOT_A].texts[0].fixed;

	*out = NULL;
	if (!is_script_name(name))
		return sieve_state_fail(run, ERR_SYNTAX,
					"include: no name of a script");
	if (run->host->include &&
	    !run->host->include(run->host->context, place, name, out, run->err))
		return sieve_state_host_failed(run);
	if (*out || sieve_command_has(call, SLOT_OPTIONAL))
		return true;
	return sieve_state_fail(run, ERR_NOTFOUND,
				"include: there is no script '%.*s'",
				SPAN_ARG(span_first(name, 80)));
}

static bool note(struct sieve_run *run, const struct sieve_script *script)
{
	const struct sieve_limits *limits = &run->settings->limits;
	struct included *included;

	if (run->frame->depth >= limits->include_depth)
		return sieve_state_fail(run, ERR_LIMIT,
					"more than %u includes in each other",
					(unsigned)limits->include_depth);
	if (++run->includes > limits->includes)
		return sieve_state_fail(run, ERR_LIMIT, "more than %u includes",
					(unsigned)limits->includes);
	included = sieve_state_alloc(run, sizeof(*included));
	if (!included)
		return false;
	included->script = script;
	included->next = run->kept[SIEVE_EXT_INCLUDE];
	run->kept[SIEVE_EXT_INCLUDE] = included;
	return true;
}

static bool run_include(struct sieve_run *run, const struct sieve_call *call)
{
	bool once = sieve_command_has(call, SLOT_ONCE);
	const struct sieve_script *script;

	if (!find(run, call, &script))
		return false;
	if (!script ||
	    (once && (was_included(run, script) || is_running(run, script))))
		return true;
	/* RFC 6609 3.1 */
	if (is_running(run, script))
		return sieve_state_fail(run, ERR_STATE,
					"include: '%s' includes itself",
					script->name);
	return note(run, script) && sieve_eval_script(run, script);
}

/* ---- return, global ---- */

static const struct sieve_node *emit_return(struct sieve_compiler *c,
					    const struct sieve_node *node)
{
	if (sieve_emit_fits(c, node, 0))
		(void)sieve_emit_op(c, SIEVE_OP_RETURN, 0);
	return node;
}

static const struct sieve_node *emit_global(struct sieve_compiler *c,
					    const struct sieve_node *node)
{
	const struct sieve_argument *arg = node->arguments;

	if (!sieve_emit_fits(c, node, SIEVE_HAS_ARGUMENTS))
		return node;
	if (!sieve_emit_has(c, node->line, SIEVE_EXT_VARIABLES))
		sieve_emit_error(
			c, node->line,
			"'global' is used without require \"variables\"");
	else if (!arg || arg->next || arg->kind != SIEVE_ARGUMENT_STRINGS)
		sieve_emit_error(c, node->line, "'global' takes a string list");
	else
		for (size_t i = 0; i < arg->strings.count; i++)
			sieve_string_declare_global(c, arg->line,
						    arg->strings.at[i]);
	return node;
}

const struct sieve_command sieve_include_commands[] = {
	{ .name = "include",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_INCLUDE,
	  .tags = { include_tags },
	  .params = { { "name", SIEVE_STRING, SIEVE_CONSTANT } },
	  .check = check_include,
	  .run = run_include },
	{ .name = "return",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_INCLUDE,
	  .emit = emit_return },
	{ .name = "global",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_INCLUDE,
	  .emit = emit_global },
	{ .name = NULL },
};
