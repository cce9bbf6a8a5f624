/* SPDX-License-Identifier: MIT */
/*
 * Scripts, forwards, programs, redirects, the mailboxes, then replies: whoever
 * says no first, nothing after it was done. What was forwarded is remembered
 * until the end, so that it does not go out again when a mailbox says "later"
 * and the MTA tries once more.
 *
 * Scripts stand where the mailbox stands without: the account's forwards are
 * what others have as aliases in the MTA, and a script does not undo them. It
 * is run first all the same, since it may refuse the message.
 */
#include "deliver/deliver_follow.h"

#include "base/log.h"
#include "deliver/deliver_actions_store.h"
#include "deliver/deliver_after.h"
#include "deliver/deliver_copy.h"
#include "deliver/deliver_mail_priv.h"
#include "deliver/deliver_name.h"
#include "deliver/deliver_outgoing.h"
#include "deliver/deliver_priv.h"
#include "deliver/deliver_qmail.h"
#include "deliver/deliver_redirect.h"
#include "deliver/deliver_sieve.h"
#include "mime/mime_header.h"
#include "store/store_message.h"

struct follow {
	struct deliver_mail *mail;
	const struct deliver_recipient *to;
	struct account_rules *rules;
	struct deliver_outgoing outgoing; /* once it is filled */
	struct deliver_once_text given_once;
	bool filled;
	enum deliver_dsn_report report;
	/* With scripts. */
	struct deliver_sieve_subject subject;
	struct deliver_sieve *sieve;
	struct deliver_actions actions;
	bool planned;
};

/* Without the line that it begins with. */
static struct span behind_line(struct span text)
{
	return span_from(text, span_find_char(text, '\n') + 1);
}

static void fill_outgoing(struct follow *f, struct span text,
			  struct deliver_outgoing *o)
{
	const struct deliver_mail *mail = f->mail;
	const struct deliver *d = mail->deliver;
	struct span name = deliver_name_written(d->config, f->to);

	*o = (struct deliver_outgoing){
		.submit = &d->submit,
		.config = d->config,
		.account = f->to->account,
		.sender = mail->head.trace.sender,
		.recipient = deliver_name_final(f->to),
		.origin = f->to->origin,
		.dsn = f->to->dsn,
		.remote_ip = mail->remote_ip,
		.remote_host = mail->remote_host,
		.top = span_first(text, mail->place),
		.rest = span_from(text, mail->place),
	};
	if (span_starts_nocase(o->top, SPAN("Return-Path:")))
		o->top = behind_line(o->top);
	if (!mail->head.trace.recipient.ptr)
		o->delivered_to = name.ptr ? name : o->recipient;
	o->given = o->rest;
	if (!span_starts(o->given, buf_span(&mail->received)))
		o->given = behind_line(o->given); /* our Delivered-To */
	o->given = span_from(o->given, mail->received.len);
	f->given_once = (struct deliver_once_text){ .text = o->given };
	o->given_once = &f->given_once;
}

/* Makes f->outgoing fit for use; again after storing, which may have closed the
 * store. */
static bool open_outgoing(struct follow *f, struct err *err)
{
	struct deliver *d = f->mail->deliver;
	struct span text;

	if (!f->filled) {
		if (!store_spool_bytes(f->mail->spool, &text, err))
			return false;
		fill_outgoing(f, text, &f->outgoing);
		f->outgoing.report = &f->report;
		f->filled = true;
	}
	return deliver_users_get(&d->users, &d->settings, f->to->account,
				 &f->outgoing.store, err);
}

/* What storing would refuse must be refused before anything goes out. */
static bool may_store(const struct follow *f, struct err *err)
{
	uint64_t size = store_spool_size(f->mail->spool);
	uint64_t max = f->to->account->message_bytes;

	if (!(f->rules->delivery & ACCOUNT_NO_LOCAL))
		return store_append_check(f->outgoing.store, f->to->mailbox,
					  size, STORE_WITH_GRACE, err) ||
		       deliver_copy_goes_to_inbox(err->kind);
	return !max || size <= max ||
	       err_set(err, ERR_LIMIT, "Message too large");
}

static bool forward(struct follow *f, enum deliver_outgoing_copy copy,
		    struct err *err)
{
	return !f->rules->forward[0] ||
	       deliver_outgoing_forward(&f->outgoing, f->rules->forward, copy,
					err);
}

/* ---- scripts ---- */

/* Would what is redirected come back here? */
static bool came_back(const struct follow *f, const struct sieve_version *v)
{
	const struct config *config = f->outgoing.config;

	return deliver_redirect_went_round(&f->outgoing, v->header) ||
	       (!deliver_name_mode_is(config, "none") &&
		deliver_head_was_delivered(
			&f->mail->head, deliver_name_written(config, f->to)));
}

static bool run_scripts(struct follow *f, struct store_spool *spool,
			struct err *err)
{
	struct sieve_version whole = { 0 };
	struct span message;

	if (!store_spool_bytes(spool, &message, err))
		return false;
	whole.header = span_first(message, mime_header_length(message));
	f->subject = (struct deliver_sieve_subject){
		.o = &f->outgoing,
		.rules = f->rules,
		.message = message,
		.mailbox = f->to->mailbox,
		.message_id = f->mail->head.id,
		.kept = &f->mail->deliver->kept,
	};
	if (!deliver_sieve_run(&f->subject, &f->sieve, err))
		return false;
	f->actions = (struct deliver_actions){
		.o = &f->outgoing,
		.log = deliver_sieve_log_of(f->sieve),
		.list = deliver_sieve_actions(f->sieve),
		.plain = deliver_sieve_plain(f->sieve),
		.whole = spool,
		.keep = f->to->mailbox,
		.keep_is_detail = f->to->mailbox_is_detail,
		.goes_round = came_back(f, &whole),
		.is_one_more = f->rules->forward[0] != '\0',
		.bounces = f->to->bounces && f->outgoing.config->lda_rejection,
	};
	f->planned = true;
	return deliver_actions_plan(&f->actions, err);
}

static bool follow_scripts(struct follow *f, struct deliver_stored *out,
			   struct err *err)
{
	struct store_spool *spool;
	bool done;

	if (!deliver_copy_spool(f->mail, f->to, f->outgoing.store, &spool,
				err) ||
	    !run_scripts(f, spool, err) ||
	    !deliver_actions_check(&f->actions, err) ||
	    !forward(f, DELIVER_OUTGOING_COPY, err) ||
	    !deliver_actions_send(&f->actions, err))
		return false;
	if (f->actions.refusal == DELIVER_ACTIONS_RETURNED)
		f->report = DELIVER_DSN_REFUSED;
	done = deliver_actions_store(&f->actions, out, err);
	store_warn(f->outgoing.store);
	out->mailbox = arena_dup(&f->mail->names, out->mailbox);
	return done;
}

static bool follow(struct follow *f, struct deliver_stored *out,
		   struct err *err)
{
	bool local = !(f->rules->delivery & ACCOUNT_NO_LOCAL);

	if (!may_store(f, err) ||
	    !forward(f, local ? DELIVER_OUTGOING_COPY : DELIVER_OUTGOING_ONLY,
		     err))
		return false;
	if (local)
		return deliver_copy_store(f->mail, f->to, out, err);
	out->outcome = "forwarded";
	return true;
}

/* Did it come back from where it was forwarded to? Mail that is only stored
 * may be fetched from a mailbox of ours and come into it again. */
static bool goes_round(const struct follow *f)
{
	const struct config *config = f->mail->deliver->config;

	return f->rules->forward[0] && !deliver_name_mode_is(config, "none") &&
	       deliver_head_was_delivered(&f->mail->head,
					  deliver_name_written(config, f->to));
}

static void add_qmail_reply(struct follow *f)
{
	struct account_rules *rules = f->rules;

	if (!f->mail->deliver->config->qmail_vacation || rules->reply[0])
		return;
	deliver_qmail_reply(f->to->account, rules->reply, sizeof(rules->reply));
	/* For this recipient alone. */
	f->mail->deliver->has_rules = true;
	if (rules->reply[0])
		rules->delivery |= ACCOUNT_REPLY;
}

static bool deliver_to(struct follow *f, struct deliver_stored *out,
		       struct err *err)
{
	bool scripts;

	add_qmail_reply(f);
	if (goes_round(f))
		return err_set(err, ERR_STATE,
			       "Mail loop: was delivered here before");
	scripts = !(f->rules->delivery & ACCOUNT_NO_LOCAL) &&
		  deliver_sieve_is_wanted(f->mail->deliver->config,
					  f->to->account, f->rules);
	if (!scripts && !f->rules->delivery && !f->rules->forward[0])
		return deliver_copy_store(f->mail, f->to, out, err);
	return open_outgoing(f, err) &&
	       (scripts ? follow_scripts(f, out, err) : follow(f, out, err));
}

bool deliver_follow_bounces(const struct config *config, struct span sender,
			    const struct err *refusal)
{
	bool full = refusal->kind == ERR_QUOTA && !config->quota_full_tempfail;

	return config->lda_rejection && sender.len &&
	       (full || refusal->kind == ERR_LIMIT);
}

/* The refusal stays if the sender can't be told; but if only not now, the MTA
 * may bring the message again. */
static bool bounce(struct follow *f, struct deliver_stored *out,
		   struct err *err)
{
	struct err refusal = *err;

	*out = (struct deliver_stored){ .outcome = "bounced",
					.report = DELIVER_DSN_REFUSED };
	if (open_outgoing(f, err) &&
	    deliver_outgoing_bounce(&f->outgoing, &refusal, err))
		return true;
	if (err->kind != ERR_TEMP)
		*err = refusal;
	return false;
}

/* Does the MTA bring the message again? */
static bool comes_again(const struct config *config, const struct err *err)
{
	if (err->kind == ERR_QUOTA)
		return config->quota_full_tempfail;
	return err->kind != ERR_LIMIT && err->kind != ERR_STATE &&
	       err->kind != ERR_DENIED;
}

/* No other attempt comes for what was forwarded. */
static void forget(struct follow *f)
{
	struct err err;

	if (!f->rules->forward[0] && !f->planned)
		return;
	if (!open_outgoing(f, &err)) {
		log_err(LOG_LEVEL_ERROR, "forward", &err, "user=%s",
			f->to->account->user);
		return;
	}
	if (f->rules->forward[0])
		deliver_outgoing_forget(&f->outgoing, f->rules->forward);
	if (f->planned)
		deliver_actions_finish(&f->actions);
}

/* Who throws a message away does not answer it. */
static bool is_answered(const struct follow *f,
			const struct deliver_stored *stored)
{
	return f->rules->reply[0] &&
	       (!f->planned || stored->uid || f->actions.sent_count ||
		f->actions.piped_count);
}

static void answer(struct follow *f, const struct deliver_stored *stored)
{
	struct err err;

	if (!f->planned && !f->rules->reply[0])
		return;
	if (!open_outgoing(f, &err)) {
		log_err(LOG_LEVEL_ERROR, "reply", &err, "user=%s",
			f->to->account->user);
		return;
	}
	if (is_answered(f, stored))
		deliver_outgoing_reply(&f->outgoing, f->rules->reply);
	if (f->planned)
		deliver_after_all(&f->actions);
}

static void end(struct follow *f, bool stored, bool again,
		const struct deliver_stored *out)
{
	if (f->filled && !again)
		forget(f);
	if (f->filled && stored)
		answer(f, out);
	if (f->planned)
		deliver_actions_release(&f->actions);
	deliver_sieve_free(&f->sieve);
	/* Whatever it was, the next attempt opens the store anew. */
	if (f->planned && again)
		deliver_users_drop(&f->mail->deliver->users, f->outgoing.store);
}

bool deliver_follow_rules(struct deliver_mail *mail,
			  const struct deliver_recipient *to,
			  struct deliver_stored *out, struct err *err)
{
	const struct config *config = mail->deliver->config;
	struct follow f = { .mail = mail,
			    .to = to,
			    .rules = &mail->deliver->rules };
	bool stored, done;

	*out = (struct deliver_stored){ .outcome = "stored" };
	stored = deliver_to(&f, out, err);
	if (stored)
		out->report = f.report;
	done = stored ||
	       (to->bounces &&
		deliver_follow_bounces(config, mail->head.trace.sender, err) &&
		bounce(&f, out, err));
	end(&f, stored, !done && comes_again(config, err), out);
	return done;
}

void deliver_follow_report(struct deliver_mail *mail,
			   const struct deliver_recipient *to,
			   enum deliver_dsn_report report)
{
	const char *action = deliver_dsn_told(&to->dsn, report);
	struct follow f = { .mail = mail, .to = to };
	struct span text;
	struct err err;

	if (!store_spool_bytes(mail->spool, &text, &err)) {
		log_err(LOG_LEVEL_WARN, "report", &err, "user=%s",
			to->account->user);
		return;
	}
	fill_outgoing(&f, text, &f.outgoing);
	if (deliver_outgoing_success(&f.outgoing, action, &err))
		log_event(LOG_LEVEL_INFO, "report", "user=%s to=%s action=%s",
			  to->account->user, LOG_TEXT(f.outgoing.sender),
			  action);
	else
		log_err(LOG_LEVEL_WARN, "report", &err,
			"user=%s to=%s action=%s", to->account->user,
			LOG_TEXT(f.outgoing.sender), action);
}
