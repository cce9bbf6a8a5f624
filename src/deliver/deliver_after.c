/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_after.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "deliver/deliver_copy.h"
#include "deliver/deliver_notify.h"
#include "deliver/deliver_once.h"
#include "deliver/deliver_redirect.h"
#include "deliver/deliver_report.h"
#include "deliver/deliver_vacation.h"
#include "mime/mime_address.h"
#include "store/store_message.h"

enum {
	MESSAGE_CAP = 4 * 1024 * 1024
};

static void log_trouble(const struct deliver_actions *a, const char *event,
			const struct err *err)
{
	log_err(LOG_LEVEL_WARN, event, err, "user=%s from=%s",
		a->o->account->user, LOG_TEXT(a->o->sender));
}

/* ---- :fcc (RFC 8580) ---- */

static bool store_sent(const struct deliver_actions *a,
		       const struct sieve_target *where, struct span message,
		       struct arena *arena, struct err *err)
{
	struct deliver_stored stored = { 0 };
	struct deliver_target target;
	struct store_spool *spool;
	struct deliver_copy copy;
	bool done;

	if (!deliver_target_find(a->o->store, where, arena, &target, err))
		return false;
	copy = (struct deliver_copy){
		.mailbox = target.mailbox,
		.create = target.create,
		.special = target.special,
		.options = &target.options,
	};
	spool = store_spool_new(a->o->store);
	done = store_spool_write(spool, message, err) &&
	       deliver_copy_append(a->o->config, a->o->store, &copy, spool,
				   &stored, err);
	store_spool_free(&spool);
	return done;
}

static void keep_sent(const struct deliver_actions *a,
		      const struct sieve_target *where,
		      const struct buf *message)
{
	auto_arena struct arena arena = { 0 };
	struct err err;

	if (!store_sent(a, where, buf_span(message), &arena, &err))
		log_trouble(a, "fcc", &err);
}

/* ---- vacation ---- */

static void log_vacation(const struct deliver_actions *a, const char *outcome,
			 const char *why)
{
	log_event(LOG_LEVEL_INFO, "vacation", "user=%s to=%s outcome=%s%s%s",
		  a->o->account->user, LOG_TEXT(a->o->sender), outcome,
		  why ? " reason=" : "", why ? LOG_TEXT(span_of(why)) : "");
}

static bool send_vacation(const struct deliver_actions *a,
			  const struct deliver_vacation *v,
			  const struct buf *message, bool *out_sent,
			  struct err *err)
{
	uint64_t seconds = deliver_vacation_period(a->o->config, v->say);
	uint8_t key[STORE_ONCE_KEY];

	deliver_vacation_key(v, key);
	*out_sent = true;
	if (!seconds)
		return deliver_outgoing_automatic(a->o, message, err);
	return deliver_outgoing_once(a->o, key, seconds, message, out_sent,
				     err);
}

static void vacation(const struct deliver_actions *a,
		     const struct sieve_vacation *say)
{
	const struct deliver_vacation v = {
		.reply = {
			.sender = a->o->sender,
			.recipient = a->o->recipient,
			.user = span_of(a->o->account->user),
			.header = deliver_outgoing_header(a->o),
			.host = a->o->config->hostname,
		},
		.origin = a->o->origin,
		.say = say,
	};
	auto_buf struct buf message = { 0 };
	const char *why;
	struct err err;
	bool sent;

	if (!deliver_vacation_is_due(&v, &why)) {
		log_vacation(a, "not-due", why);
		return;
	}
	buf_init(&message, MESSAGE_CAP);
	deliver_vacation_write(&v, &message);
	if (!send_vacation(a, &v, &message, &sent, &err)) {
		log_trouble(a, "vacation", &err);
		return;
	}
	log_vacation(a, sent ? "sent" : "sent-before", NULL);
	if (sent && say->has_fcc)
		keep_sent(a, &say->fcc, &message);
}

/* ---- notify ---- */

/* RFC 5436 2.7: the null sender for what the null sender sent. */
static struct span notifier(const struct deliver_actions *a,
			    const struct sieve_notify *say)
{
	struct mime_address_parser parser;
	struct mime_address from;
	bool plain;

	if (!a->o->sender.len)
		return SPAN("");
	if (!say->from.len)
		return a->o->recipient;
	mime_address_init(&parser, say->from);
	plain = mime_address_next(&parser, &from) &&
		from.kind == MIME_ADDRESS_MAILBOX;
	mime_address_release(&parser);
	return plain && span_find_char(say->from, '<') == say->from.len
		       ? span_trim(say->from)
		       : a->o->recipient;
}

static bool send_notice(const struct deliver_actions *a,
			const struct sieve_notify *say, struct buf *message,
			struct arena *arena, struct err *err)
{
	const struct deliver_notify n = {
		.say = say,
		.owner = a->o->recipient,
		.header = deliver_outgoing_header(a->o),
		.host = a->o->config->hostname,
	};
	size_t max = a->o->config->sieve_max_notifies;
	struct span sender = notifier(a, say);
	struct deliver_notify_uri uri;

	if (!deliver_notify_parse(say->method, arena, max, &uri, err))
		return false;
	deliver_notify_write(&n, &uri, message);
	if (message->full)
		return err_set(err, ERR_LIMIT, "The message is too large");
	for (size_t i = 0; i < uri.recipient_count; i++)
		if (!deliver_outgoing_send(a->o, sender, uri.recipient[i],
					   buf_span(message), err))
			return false;
	return true;
}

static void notify(const struct deliver_actions *a,
		   const struct sieve_notify *say)
{
	auto_arena struct arena arena = { 0 };
	auto_buf struct buf message = { 0 };
	struct err err;

	if (!deliver_notify_is_due(deliver_outgoing_header(a->o)))
		return;
	buf_init(&message, MESSAGE_CAP);
	if (!send_notice(a, say, &message, &arena, &err)) {
		log_trouble(a, "notify", &err);
		return;
	}
	log_event(LOG_LEVEL_INFO, "notify", "user=%s to=%s outcome=sent",
		  a->o->account->user, LOG_TEXT(say->method));
	if (say->has_fcc)
		keep_sent(a, &say->fcc, &message);
}

/* ---- report ---- */

/* Never to the user, and at a delivery not of what a program sent: that may be
 * a report, too. */
static bool report_is_due(const struct deliver_actions *a,
			  const struct sieve_report *say)
{
	return !deliver_redirect_is_own(a->o, say->address) &&
	       (!a->keep.ptr ||
		deliver_notify_is_due(deliver_outgoing_header(a->o)));
}

static bool send_report(const struct deliver_actions *a,
			const struct sieve_action *action, struct err *err)
{
	const struct deliver_report r = {
		.say = &action->report,
		.message = action->message,
		.host = a->o->config->hostname,
	};
	auto_buf struct buf message;

	buf_init(&message, r.message->header.len + r.message->body.len +
				   DELIVER_REPORT_ROOM);
	deliver_report_write(&r, &message);
	if (message.full)
		return err_set(err, ERR_LIMIT, "The message is too large");
	return deliver_outgoing_send(a->o, SPAN(""), r.say->address,
				     buf_span(&message), err);
}

static void report(const struct deliver_actions *a,
		   const struct sieve_action *action)
{
	bool due = report_is_due(a, &action->report);
	struct err err;

	if (due && !send_report(a, action, &err)) {
		log_trouble(a, "report", &err);
		return;
	}
	log_event(LOG_LEVEL_INFO, "report", "user=%s to=%s outcome=%s",
		  a->o->account->user, LOG_TEXT(action->report.address),
		  due ? "sent" : "not-due");
}

/* ---- the duplicate test ---- */

static void remember(const struct deliver_actions *a,
		     const struct sieve_duplicate *d)
{
	uint64_t max = a->o->config->sieve_duplicate_max_period;
	uint64_t seconds = d->seconds < max ? d->seconds : max;
	uint8_t key[STORE_ONCE_KEY];
	struct err err;

	deliver_once_key("duplicate", d->id, SPAN(""), key);
	if (!store_once_put(a->o->store, key, clock_now() + (int64_t)seconds,
			    &err))
		log_trouble(a, "duplicate", &err);
}

static void one(const struct deliver_actions *a,
		const struct sieve_action *action)
{
	switch (action->kind) {
	case SIEVE_VACATION:
		vacation(a, &action->vacation);
		break;
	case SIEVE_DUPLICATE:
		remember(a, &action->duplicate);
		break;
	case SIEVE_NOTIFY:
		notify(a, &action->notify);
		break;
	case SIEVE_REPORT:
		report(a, action);
		break;
	case SIEVE_KEEP:
	case SIEVE_FILEINTO:
	case SIEVE_DISCARD:
	case SIEVE_REDIRECT:
	case SIEVE_REJECT:
	case SIEVE_EREJECT:
	case SIEVE_PIPE:
		break;
	}
}

void deliver_after_all(const struct deliver_actions *a)
{
	for (const struct sieve_action *s = a->list; s && !a->is_void;
	     s = s->next)
		one(a, s);
}
