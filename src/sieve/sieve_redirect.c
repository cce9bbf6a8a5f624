/* SPDX-License-Identifier: MIT */
/* RFC 5228 4.2, and its tags of RFC 6009. */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_state.h"
#include "sieve/sieve_tags.h"

static void check_redirect(struct sieve_compiler *c, struct sieve_call *call)
{
	const struct sieve_text *address = &call->args[SIEVE_SLOT_A].texts[0];

	if (address->count == 0 && !sieve_mail_is_address(address->fixed))
		sieve_emit_error(c, call->line,
				 "redirect: '%.*s' is no address",
				 SPAN_ARG(span_first(address->fixed, 80)));
}

static bool run_redirect(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_action *action;
	struct span address;

	if (!sieve_state_string(run, call, SIEVE_SLOT_A, &address))
		return false;
	if (!sieve_mail_is_address(address))
		return sieve_state_fail(run, ERR_SYNTAX,
					"redirect: '%.*s' is no address",
					SPAN_ARG(span_first(address, 80)));
	if (++run->redirects > run->settings->limits.redirects)
		return sieve_state_fail(
			run, ERR_LIMIT, "more than %u redirects",
			(unsigned)run->settings->limits.redirects);
	action = sieve_state_add(run, call, SIEVE_REDIRECT);
	if (!action)
		return false;
	action->redirect.address = address;
	action->redirect.by_seconds = INT64_MIN;
	action->redirect.copy = sieve_command_has(call, SIEVE_SLOT_COPY);
	if (!action->redirect.copy)
		run->keeps = false;
	return true;
}

const struct sieve_command sieve_redirect_commands[] = {
	{ .name = "redirect",
	  .kind = SIEVE_ACTION,
	  .tags = { sieve_tags_copy },
	  .params = { { "address", SIEVE_STRING } },
	  .check = check_redirect,
	  .run = run_redirect },
	{ .name = NULL },
};
