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

/* A script that was asked for: the host is asked but once, as it may open the
 * same script anew each time. */
struct included {
	struct included *next;
	enum sieve_place place;
	struct span name;
	const struct sieve_script *script;
	bool began; /* whether it has ended or not */
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
	struct span name =
		sieve_command_arg(call, SIEVE_SLOT_A)->texts[0].fixed;

	if (!is_script_name(name))
		sieve_emit_error(c, call->line, "'%.*s' is no name of a script",
				 SPAN_ARG(span_first(name, 80)));
}

static bool is_running(const struct sieve_run *run,
		       const struct sieve_script *script)
{
	const struct sieve_frame *frame = run->frame;

	while (frame && frame->script != script)
		frame = frame->below;
	return frame != NULL;
}

static struct included *find_known(const struct sieve_run *run,
				   enum sieve_place place, struct span name)
{
	struct included *at = run->kept[SIEVE_EXT_INCLUDE];

	while (at && (at->place != place || !span_eq(at->name, name)))
		at = at->next;
	return at;
}

static void remember(struct sieve_run *run, struct included *new,
		     enum sieve_place place, struct span name,
		     const struct sieve_script *script)
{
	new->place = place;
	new->name = name;
	new->script = script;
	new->next = run->kept[SIEVE_EXT_INCLUDE];
	run->kept[SIEVE_EXT_INCLUDE] = new;
}

void sieve_include_know(struct sieve_run *run, enum sieve_place place,
			struct span name, const struct sieve_script *script)
{
	struct included *known = find_known(run, place, name);

	if (known)
		known->script = script;
	else
		remember(run, arena_alloc(&run->arena, sizeof(*known)), place,
			 arena_dup(&run->arena, name), script);
}

/* *out NULL: the host has no such script. */
static bool ask_host(struct sieve_run *run, enum sieve_place place,
		     struct span name, struct included **out)
{
	const struct sieve_script *script = NULL;
	struct included *new;

	*out = NULL;
	if (run->host->include && !run->host->include(run->host->context, place,
						      name, &script, run->err))
		return sieve_state_host_failed(run);
	if (!script)
		return true;
	new = sieve_state_alloc(run, sizeof(*new));
	if (!new || !sieve_state_keep(run, name, &name))
		return false;
	remember(run, new, place, name, script);
	*out = new;
	return true;
}

static bool find(struct sieve_run *run, const struct sieve_call *call,
		 struct included **out)
{
	enum sieve_place place =
		sieve_command_choice(call, SLOT_PLACE, SIEVE_PERSONAL);
	struct span name =
		sieve_command_arg(call, SIEVE_SLOT_A)->texts[0].fixed;

	*out = NULL;
	if (!is_script_name(name))
		return sieve_state_fail(run, ERR_SYNTAX,
					"include: no name of a script");
	*out = find_known(run, place, name);
	if (!*out && !ask_host(run, place, name, out))
		return false;
	if (*out || sieve_command_has(call, SLOT_OPTIONAL))
		return true;
	return sieve_state_fail(run, ERR_NOTFOUND,
				"include: there is no script '%.*s'",
				SPAN_ARG(span_first(name, 80)));
}

static bool count(struct sieve_run *run)
{
	const struct sieve_limits *limits = &run->settings->limits;

	if (run->frame->depth >= limits->include_depth)
		return sieve_state_fail(run, ERR_LIMIT,
					"more than %u includes in each other",
					(unsigned)limits->include_depth);
	return ++run->includes <= limits->includes ||
	       sieve_state_fail(run, ERR_LIMIT, "more than %u includes",
				(unsigned)limits->includes);
}

static bool run_include(struct sieve_run *run, const struct sieve_call *call)
{
	bool once = sieve_command_has(call, SLOT_ONCE);
	struct included *included;

	if (!find(run, call, &included))
		return false;
	if (!included ||
	    (once && (included->began || is_running(run, included->script))))
		return true;
	/* RFC 6609 3.1 */
	if (is_running(run, included->script))
		return sieve_state_fail(run, ERR_STATE,
					"include: '%s' includes itself",
					included->script->name);
	included->began = true;
	return count(run) && sieve_eval_script(run, included->script);
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
