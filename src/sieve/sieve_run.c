/* SPDX-License-Identifier: MIT */
/* A run from its beginning to its actions; see sieve.h. */
#include "base/x.h"
#include "mime/mime_header.h"
#include "sieve/sieve_eval.h"
#include "sieve/sieve_flags.h"
#include "sieve/sieve_match.h"
#include "sieve/sieve_settle.h"

const struct sieve_limits sieve_limits_default = {
	.script_bytes = 1 << 20,
	.nesting = 32,
	.actions = 32,
	.redirects = 4,
	.notifies = 4,
	.programs = 16,
	.includes = 255,
	.include_depth = 10,
	.variables = 128,
	.variable_bytes = 4000,
	.memory = 64 << 20,
	.steps = 1000000,
	.examined = UINT64_C(1) << 30,
	.cpu_ms = 5000,
};

struct sieve_run *sieve_run_new(const struct sieve_settings *settings,
				const struct sieve_host *host,
				const struct sieve_input *input,
				sieve_trace *trace, void *trace_context)
{
	struct sieve_run *run = x_calloc(1, sizeof(*run));
	struct sieve_version *message;
	size_t header = mime_header_length(input->message);

	run->settings = settings;
	run->host = host;
	run->input = input;
	run->trace = trace;
	run->trace_context = trace_context;
	run->keeps = true;
	arena_init(&run->arena);
	message = arena_alloc(&run->arena, sizeof(*message));
	message->header = span_first(input->message, header);
	message->body = span_from(input->message, header);
	run->message = message;
	run->original = message;
	return run;
}

void sieve_run_free(struct sieve_run **run)
{
	if (!*run)
		return;
	sieve_match_release(*run);
	arena_release(&(*run)->arena);
	free(*run);
	*run = NULL;
}

/* A keep of an earlier script of the chain stands for the implicit one: it is
 * for the later ones to say what becomes of it. */
static void take_over(struct sieve_run *run)
{
	struct sieve_action **at = &run->first;

	run->last = NULL;
	while (*at) {
		if ((*at)->kind == SIEVE_KEEP) {
			*at = (*at)->next;
			run->keeps = true;
			run->tries = false;
			continue;
		}
		(*at)->is_earlier = true;
		run->last = *at;
		at = &(*at)->next;
	}
	run->earlier = run->last;
}

static bool has_keep(const struct sieve_run *run)
{
	const struct sieve_action *action = run->first;

	while (action && action->kind != SIEVE_KEEP)
		action = action->next;
	return action != NULL;
}

/* RFC 5228 2.10.6: the message is kept as it came. */
static void forget(struct sieve_run *run)
{
	run->first = NULL;
	run->last = NULL;
	run->keeps = true;
	run->tries = false;
	run->message = run->original;
	run->bare = NULL;
}

bool sieve_run_script(struct sieve_run *run, const struct sieve_script *script,
		      bool *out_keep, struct err *err)
{
	bool done;

	run->err = err;
	run->stopped = false;
	run->cpu_start = -1;
	take_over(run);
	done = sieve_eval_script(run, script) && sieve_settle(run);
	run->err = NULL;
	if (!done)
		forget(run);
	*out_keep = (run->keeps && !run->tries) || has_keep(run);
	return done;
}

const struct sieve_action *sieve_run_actions(struct sieve_run *run)
{
	struct sieve_action *keep;

	if (!run->keeps)
		return run->first;
	run->keeps = false;
	keep = arena_alloc(&run->arena, sizeof(*keep));
	keep->kind = SIEVE_KEEP;
	keep->is_implicit = true;
	keep->if_pipes_fail = run->tries;
	keep->message = run->message;
	keep->target.mailbox =
		run->input->mailbox.len ? run->input->mailbox : SPAN("INBOX");
	sieve_flags_now(run, &keep->target.has_flags, &keep->target.flags);
	if (run->last)
		run->last->next = keep;
	else
		run->first = keep;
	run->last = keep;
	return run->first;
}
