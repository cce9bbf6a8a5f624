/* SPDX-License-Identifier: MIT */
/*
 * Forwards, then the mailbox, then the reply: whoever says no first, nothing
 * after it was done. What was forwarded is remembered until the end, so that it
 * does not go out again when the mailbox says "later" and the MTA tries once
 * more.
 */
#include "deliver/deliver_follow.h"

#include "base/log.h"
#include "deliver/deliver_copy.h"
#include "deliver/deliver_mail_priv.h"
#include "deliver/deliver_name.h"
#include "deliver/deliver_outgoing.h"
#include "deliver/deliver_priv.h"
#include "store/store_message.h"

struct follow {
	struct deliver_mail *mail;
	const struct deliver_recipient *to;
	struct account_rules rules;
	struct deliver_outgoing outgoing; /* once it is filled */
	bool filled;
};

/* Without the line that it begins with. */
static struct span behind_line(struct span text)
{
	return span_from(text, span_find_char(text, '\n') + 1);
}

static void fill_outgoing(const struct follow *f, struct span text,
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

	if (!(f->rules.delivery & ACCOUNT_NO_LOCAL))
		return store_append_check(f->outgoing.store, f->to->mailbox,
					  size, STORE_WITH_GRACE, err) ||
		       deliver_copy_goes_to_inbox(err->kind);
	return !max || size <= max ||
	       err_set(err, ERR_LIMIT, "Message too large");
}

static bool follow(struct follow *f, struct deliver_stored *out,
		   struct err *err)
{
	bool local = !(f->rules.delivery & ACCOUNT_NO_LOCAL);

	if (!open_outgoing(f, err) || !may_store(f, err))
		return false;
	if (f->rules.forward[0] &&
	    !deliver_outgoing_forward(
		    &f->outgoing, f->rules.forward,
		    local ? DELIVER_OUTGOING_COPY : DELIVER_OUTGOING_ONLY, err))
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

	return f->rules.forward[0] && !deliver_name_mode_is(config, "none") &&
	       deliver_head_was_delivered(&f->mail->head,
					  deliver_name_written(config, f->to));
}

static bool deliver_to(struct follow *f, struct deliver_stored *out,
		       struct err *err)
{
	if (!deliver_rules(f->mail->deliver, f->to->account, &f->rules, err))
		return false;
	if (goes_round(f))
		return err_set(err, ERR_STATE,
			       "Mail loop: was delivered here before");
	if (!f->rules.delivery && !f->rules.forward[0])
		return deliver_copy_store(f->mail, f->to, out, err);
	return follow(f, out, err);
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

	*out = (struct deliver_stored){ .outcome = "bounced" };
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
static void forget_forwards(struct follow *f)
{
	struct err err;

	if (open_outgoing(f, &err))
		deliver_outgoing_forget(&f->outgoing, f->rules.forward);
	else
		log_err(LOG_LEVEL_ERROR, "forward", &err, "user=%s",
			f->to->account->user);
}

static void answer(struct follow *f)
{
	struct err err;

	if (open_outgoing(f, &err))
		deliver_outgoing_reply(&f->outgoing, f->rules.reply);
	else
		log_err(LOG_LEVEL_ERROR, "reply", &err, "user=%s",
			f->to->account->user);
}

bool deliver_follow_rules(struct deliver_mail *mail,
			  const struct deliver_recipient *to,
			  struct deliver_stored *out, struct err *err)
{
	const struct config *config = mail->deliver->config;
	struct follow f = { .mail = mail, .to = to };
	bool stored, done;

	*out = (struct deliver_stored){ .outcome = "stored" };
	stored = deliver_to(&f, out, err);
	done = stored ||
	       (to->bounces &&
		deliver_follow_bounces(config, mail->head.trace.sender, err) &&
		bounce(&f, out, err));
	if (!f.filled)
		return done;
	if (f.rules.forward[0] && (done || !comes_again(config, err)))
		forget_forwards(&f);
	if (f.rules.reply[0] && stored)
		answer(&f);
	return done;
}
