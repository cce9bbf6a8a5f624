/* SPDX-License-Identifier: MIT */
/* keep, fileinto and discard of RFC 5228 4, reject and ereject of RFC 5429. */
#include "sieve/sieve_commands.h"
#include "sieve/sieve_state.h"
#include "sieve/sieve_tags.h"
#include "sieve/sieve_target.h"

/* In an event (RFC 6785 4.3) where the message is, else INBOX. */
static struct span home(const struct sieve_run *run)
{
	return run->input->mailbox.len ? run->input->mailbox : SPAN("INBOX");
}

static bool run_keep(struct sieve_run *run, const struct sieve_call *call)
{
	struct sieve_action *action = sieve_state_add(run, call, SIEVE_KEEP);

	run->keeps = false;
	return action &&
	       sieve_target_make(run, call, home(run), &action->target);
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
	action = sieve_state_add(run, call, SIEVE_FILEINTO);
	if (!action || !sieve_target_make(run, call, mailbox, &action->target))
		return false;
	if (!action->target.copy)
		run->keeps = false;
	return true;
}

/* ---- reject ---- */

static bool run_reject(struct sieve_run *run, const struct sieve_call *call)
{
	bool is_ereject = call->command->extension == SIEVE_EXT_EREJECT;
	struct sieve_action *action = sieve_state_add(
		run, call, is_ereject ? SIEVE_EREJECT : SIEVE_REJECT);

	run->keeps = false;
	return action &&
	       sieve_state_string(run, call, SIEVE_SLOT_A, &action->reason);
}

const struct sieve_command sieve_actions_commands[] = {
	{ .name = "keep",
	  .kind = SIEVE_ACTION,
	  .tags = { sieve_tags_flags },
	  .run = run_keep },
	{ .name = "reject",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_REJECT,
	  .params = { { "reason", SIEVE_STRING, SIEVE_REQUIRED } },
	  .run = run_reject },
	{ .name = "ereject",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_EREJECT,
	  .params = { { "reason", SIEVE_STRING, SIEVE_REQUIRED } },
	  .run = run_reject },
	{ .name = "discard", .kind = SIEVE_ACTION, .run = run_discard },
	{ .name = "fileinto",
	  .kind = SIEVE_ACTION,
	  .extension = SIEVE_EXT_FILEINTO,
	  .tags = { sieve_tags_copy, sieve_tags_flags, sieve_tags_target },
	  .params = { { "mailbox", SIEVE_STRING, SIEVE_REQUIRED } },
	  .check = sieve_target_check,
	  .run = run_fileinto },
	{ .name = NULL },
};
