/* SPDX-License-Identifier: MIT */
/* RFC 5228 4: keep, fileinto, redirect, discard. */
#include "base/utf8.h"
#include "sieve/sieve_commands.h"
#include "sieve/sieve_emit.h"
#include "sieve/sieve_mail.h"
#include "sieve/sieve_state.h"
#include "sieve/sieve_tags.h"

static bool run_keep(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_action *action = sieve_state_add(run, call, SIEVE_KEEP);

	if (!action)
		return false;
	action->target.mailbox = SPAN("INBOX");
	run->keeps = false;
	return true;
}

static bool run_discard(struct sieve_run *run, const struct sieve_call *call)
{
	run->keeps = false;
	return sieve_state_add(run, call, SIEVE_DISCARD) != NULL;
}

static bool run_fileinto(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_action *action;
	struct span mailbox;

	if (!sieve_state_string(run, call, SIEVE_SLOT_A, &mailbox))
		return false;
	if (mailbox.len == 0 || !utf8_is_valid(mailbox))
		return sieve_state_fail(run, ERR_SYNTAX,
					"fileinto: no name of a mailbox");
	action = sieve_state_add(run, call, SIEVE_FILEINTO);
	if (!action)
		return false;
	action->target.mailbox = mailbox;
	if (!sieve_command_has(call, SIEVE_SLOT_COPY))
		run->keeps = false;
	return true;
}

/* ---- redirect ---- */

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

const struct sieve_command sieve_actions_commands[] = {
	{ .name = "keep", .kind = SIEVE_ACTION, .run = run_keep },
	{ .name = "discard", .kind = SIEVE_ACTION, .run = run_discard },
	{ .name = "fileinto",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_FILEINTO,
	  .tags = { sieve_tags_copy },
	  .params = { { "mailbox", SIEVE_STRING } },
	  .run = run_fileinto },
	{ .name = "redirect",
	  .kind = SIEVE_ACTION,
	  .tags = { sieve_tags_copy },
	  .params = { { "address", SIEVE_STRING } },
	  .check = check_redirect,
	  .run = run_redirect },
	{ .name = NULL },
};
