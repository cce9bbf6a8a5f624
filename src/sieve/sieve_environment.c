/* SPDX-License-Identifier: MIT */
/* RFC 5183 4. */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_item.h"
#include "sieve/sieve_match.h"

static bool run_environment(struct sieve_run *run,
			    const struct sieve_call *call)
{
	struct span name, value;

	return sieve_state_string(run, call, SIEVE_SLOT_A, &name) &&
	       sieve_item_find(run, name, &value) &&
	       sieve_match_item(run, call, SIEVE_SLOT_B, value);
}

const struct sieve_command sieve_environment_commands[] = {
	{ .name = "environment",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_ENVIRONMENT,
	  .tags = { sieve_tags_match },
	  .params = { { "name", SIEVE_STRING, SIEVE_REQUIRED },
		      { "keys", SIEVE_STRINGS, SIEVE_REQUIRED } },
	  .run = run_environment },
	{ .name = NULL },
};
