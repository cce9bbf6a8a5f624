/* SPDX-License-Identifier: MIT */
/* vnd.dovecot.debug. */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_state.h"

enum {
	LINE_BYTES = 1000 /* examined that writing a line takes as long as */
};

static bool run_debug_log(struct sieve_run *run, const struct sieve_call *call)
{
	const struct sieve_host *host = run->host;
	struct span text;

	if (!sieve_state_string(run, call, SIEVE_SLOT_A, &text) ||
	    !sieve_state_examine(run, text.len + LINE_BYTES))
		return false;
	if (host->debug)
		host->debug(host->context, run->frame->script->name, run->line,
			    text);
	return true;
}

const struct sieve_command sieve_debug_commands[] = {
	{ .name = "debug_log",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_DEBUG,
	  .params = { { "message", SIEVE_STRING, SIEVE_REQUIRED } },
	  .run = run_debug_log },
	{ .name = NULL },
};
