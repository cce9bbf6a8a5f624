/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_actions.h"

#include "base/auto.h"
#include "base/log.h"
#include "deliver/deliver_actions_store.h"
#include "deliver/deliver_copy.h"
#include "deliver/deliver_pipe.h"
#include "deliver/deliver_redirect.h"
#include "store/store_acl.h"
#include "store/store_message.h"

enum {
	REASON_MAX = 200 /* bytes of an answer */
};

/* ---- the plan ---- */

static bool is_same_message(const struct sieve_version *a,
			    const struct sieve_version *b)
{
	return a == b || (!a->is_edited && !b->is_edited);
}

/* One more copy, unless there is such a one. */
static void add_copy(struct deliver_actions *a,
		     const struct sieve_version *message,
		     const struct deliver_target *target, bool is_detail)
{
	for (size_t i = 0; i < a->copy_count; i++)
		if (span_eq(a->copy[i].target.mailbox, target->mailbox) &&
		    is_same_message(a->copy[i].message, message))
			return;
	a->copy[a->copy_count++] = (struct deliver_actions_copy){
		.message = message,
		.target = *target,
		.is_detail = is_detail,
	};
}

static void plan_keep(struct deliver_actions *a,
		      const struct sieve_action *action,
		      const struct sieve_strings *flags)
{
	struct deliver_target target = {
		.mailbox = a->keep,
		.options = { .internaldate = INT64_MIN,
			     .grace = STORE_WITH_GRACE },
	};

	a->kept = action;
	if (!a->keep.ptr)
		return;
	if (flags)
		deliver_target_flags(flags, &a->arena, &target.options);
	add_copy(a, action->message, &target, a->keep_is_detail);
}

static bool stays(const struct deliver_actions *a,
		  const struct sieve_action *action)
{
	return a->goes_round ||
	       deliver_redirect_is_own(a->o, action->redirect.address);
}

static void note(const struct deliver_actions *a,
		 const struct sieve_action *action, const char *level,
		 const char *text)
{
	char script[128];

	snprintf(script, sizeof(script), "%.*s line %u",
		 SPAN_ARG(span_first(action->script, 100)), action->line);
	deliver_sieve_log_line(a->log, level, script, text);
}

/* Where there is none and none is made it is INBOX, as for Dovecot. */
static bool is_there(const struct deliver_actions *a,
		     const struct deliver_target *target)
{
	struct store_user *store = a->o->store;
	struct err err;

	if (!store_acl_takes_mail(a->o->account, target->mailbox))
		return false;
	return target->create || a->o->config->lda_mailbox_autocreate ||
	       store_append_check(store, target->mailbox, 0, STORE_WITH_GRACE,
				  &err) ||
	       !deliver_copy_goes_to_inbox(err.kind);
}

/* A message that lies somewhere stays there. */
static bool missing(const struct deliver_actions *a,
		    const struct sieve_action *action,
		    const struct deliver_target *target, struct err *err)
{
	(void)err_set(err, ERR_NOTFOUND, "There is no mailbox '%.*s'",
		      SPAN_ARG(span_first(target->mailbox, 200)));
	note(a, action, "error", err->text);
	return false;
}

static bool plan_file(struct deliver_actions *a,
		      const struct sieve_action *action, struct err *err)
{
	struct deliver_target target;

	if (!deliver_target_find(a->o->store, &action->target, &a->arena,
				 &target, err))
		return false;
	if (!is_there(a, &target)) {
		if (!a->keep.ptr)
			return missing(a, action, &target, err);
		note(a, action, "warning",
		     "There is no such mailbox; the message goes to INBOX");
		target.mailbox = SPAN("INBOX");
	}
	add_copy(a, action->message, &target, false);
	return true;
}

static bool plan_one(struct deliver_actions *a,
		     const struct sieve_action *action, struct err *err)
{

	switch (action->kind) {
	case SIEVE_KEEP:
		if (!action->if_pipes_fail)
			plan_keep(a, action, &action->target.flags);
		break;
	case SIEVE_FILEINTO:
		return plan_file(a, action, err);
	case SIEVE_REDIRECT:
		if (!stays(a, action)) {
			a->sent_count++;
			break;
		}
		if (a->goes_round)
			note(a, action, "warning",
			     "The message was redirected from here before, so "
			     "it is kept");
		plan_keep(a, action, NULL);
		break;
	case SIEVE_REJECT:
	case SIEVE_EREJECT:
		if (!a->reject)
			a->reject = action;
		break;
	case SIEVE_PIPE:
		a->piped_count++;
		break;
	case SIEVE_DISCARD:
	case SIEVE_VACATION:
	case SIEVE_NOTIFY:
	case SIEVE_REPORT:
	case SIEVE_DUPLICATE:
		break;
	}
	return true;
}

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x7f)
			return false;
	return true;
}

/* RFC 5429 2.1.1, 2.2: reject keeps to its words, ereject to the answer. A copy
 * that was stored can't be refused any more. */
static enum deliver_actions_refusal refusal_of(const struct deliver_actions *a)
{
	struct span reason;

	if (!a->reject)
		return DELIVER_ACTIONS_TAKEN;
	reason = a->reject->reason;
	if (a->copy_count || a->sent_count || a->piped_count)
		return DELIVER_ACTIONS_RETURNED;
	if (!a->o->sender.len || a->reject->kind == SIEVE_EREJECT)
		return DELIVER_ACTIONS_REFUSED;
	return a->bounces || !is_ascii(reason) || reason.len > REASON_MAX
		       ? DELIVER_ACTIONS_RETURNED
		       : DELIVER_ACTIONS_REFUSED;
}

bool deliver_actions_plan(struct deliver_actions *a, struct err *err)
{
	size_t count = 1; /* for a redirect that nobody takes */

	arena_init(&a->arena);
	for (const struct sieve_action *s = a->list; s; s = s->next)
		count++;
	a->copy = arena_alloc_array(&a->arena, count, sizeof(*a->copy));
	for (const struct sieve_action *s = a->list; s; s = s->next)
		if (!plan_one(a, s, err))
			return false;
	a->refusal = refusal_of(a);
	return true;
}

void deliver_actions_release(struct deliver_actions *a)
{
	arena_release(&a->arena);
}

/* ---- who says no ---- */

static uint64_t size_of(const struct sieve_version *message)
{
	return message->header.len + message->body.len;
}

/* One line of an answer. */
static bool refuse(const struct deliver_actions *a, struct err *err)
{
	struct span reason = span_trim(a->reject->reason);
	char line[REASON_MAX + 1];
	size_t n = 0;

	if (!reason.len || !is_ascii(reason))
		reason =
			SPAN("The recipient's mail filter refused the message");
	for (size_t i = 0; i < reason.len && n < REASON_MAX; i++) {
		bool blank = (unsigned char)reason.ptr[i] <= ' ';

		if (!blank || (n && line[n - 1] != ' '))
			line[n++] = blank ? ' ' : reason.ptr[i];
	}
	line[n] = '\0';
	return err_set(err, ERR_DENIED, "%s", line);
}

bool deliver_actions_check(struct deliver_actions *a, struct err *err)
{
	uint64_t bytes = 0;

	if (a->refusal == DELIVER_ACTIONS_REFUSED)
		return refuse(a, err);
	if (!deliver_actions_store_find(a, err))
		return false;
	for (size_t i = 0; i < a->copy_count; i++) {
		const struct deliver_actions_copy *c = &a->copy[i];

		if (c->is_found)
			continue;
		bytes += size_of(c->message);
		if (size_of(c->message) > store_user_message_max(a->o->store))
			return err_set(err, ERR_LIMIT, "Message too large");
		if (!store_append_check(a->o->store, c->target.mailbox, bytes,
					STORE_WITH_GRACE, err) &&
		    err->kind != ERR_LIMIT &&
		    !deliver_copy_goes_to_inbox(err->kind))
			return false;
	}
	return true;
}

/* ---- what goes out ---- */

/* It must not be lost because somebody else does not want it. */
static void keep_instead(struct deliver_actions *a,
			 const struct sieve_action *action,
			 const struct err *why)
{
	char text[400];

	log_err(LOG_LEVEL_WARN, "redirect", why, "user=%s to=%s outcome=kept",
		a->o->account->user, LOG_TEXT(action->redirect.address));
	snprintf(text, sizeof(text), "<%.*s> is refused: %s",
		 SPAN_ARG(span_first(action->redirect.address, 100)),
		 why->text);
	note(a, action, "error", text);
	if (!a->copy_count)
		plan_keep(a, action, NULL);
}

static bool redirect(struct deliver_actions *a,
		     const struct sieve_action *action, struct err *err)
{
	bool is_alone = a->sent_count == 1 && !a->copy_count && !a->is_one_more;

	if (deliver_redirect_send(a->o, action, is_alone, err))
		return true;
	if (err->kind != ERR_DENIED)
		return false;
	keep_instead(a, action, err);
	return true;
}

/* Whom nobody tells takes no mail away: it is kept then. */
static bool tell_sender(struct deliver_actions *a, struct err *err)
{
	auto_buf struct buf reason = { 0 };

	if (!a->o->sender.len) {
		note(a, a->reject, "warning",
		     "There is no sender to be told of the rejection");
		return true;
	}
	buf_init(&reason, a->reject->reason.len);
	buf_add(&reason, a->reject->reason);
	if (deliver_outgoing_reject(a->o, buf_str(&reason), err))
		return true;
	if (err->kind == ERR_TEMP)
		return false;
	note(a, a->reject, "error", "The sender can't be told; it is kept");
	if (!a->copy_count)
		plan_keep(a, a->reject, NULL);
	return true;
}

/* ---- programs ---- */

/* The message is kept as it came, with nothing else done. */
static bool give_up(struct deliver_actions *a,
		    const struct sieve_action *action, const struct err *why)
{
	note(a, action, "error", why->text);
	a->is_void = true;
	a->copy_count = 0;
	a->sent_count = 0;
	a->kept = NULL;
	a->refusal = DELIVER_ACTIONS_TAKEN;
	if (!a->plain)
		return false;
	plan_keep(a, a->plain, NULL);
	return true;
}

/* One that is only tried: all else is done. */
static bool pipe_one(struct deliver_actions *a,
		     const struct sieve_action *action, bool *taken,
		     struct err *err)
{
	if (deliver_pipe_run(a->o, action, err)) {
		*taken |= !action->pipe.copy;
		return true;
	}
	a->piped_count--;
	if (action->pipe.try) {
		note(a, action, "warning", err->text);
		return true;
	}
	return err->kind != ERR_TEMP && give_up(a, action, err);
}

static bool pipe_all(struct deliver_actions *a, struct err *err)
{
	bool taken = false;

	for (const struct sieve_action *s = a->list; s && !a->is_void;
	     s = s->next)
		if (s->kind == SIEVE_PIPE && !pipe_one(a, s, &taken, err))
			return false;
	for (const struct sieve_action *s = a->list; s && !a->is_void && !taken;
	     s = s->next)
		if (s->kind == SIEVE_KEEP && s->if_pipes_fail)
			plan_keep(a, s, &s->target.flags);
	return true;
}

bool deliver_actions_send(struct deliver_actions *a, struct err *err)
{
	if (!pipe_all(a, err))
		return false;
	if (a->is_void)
		return true;
	for (const struct sieve_action *s = a->list; s; s = s->next)
		if (s->kind == SIEVE_REDIRECT && !stays(a, s) &&
		    !redirect(a, s, err))
			return false;
	return a->refusal != DELIVER_ACTIONS_RETURNED || tell_sender(a, err);
}

void deliver_actions_finish(struct deliver_actions *a)
{
	for (const struct sieve_action *s = a->list; s; s = s->next)
		if (s->kind == SIEVE_PIPE)
			deliver_pipe_forget(a->o, s);
		else if (s->kind == SIEVE_REDIRECT && !stays(a, s))
			deliver_outgoing_forget_one(a->o, s->redirect.address);
	deliver_actions_store_forget(a);
}
