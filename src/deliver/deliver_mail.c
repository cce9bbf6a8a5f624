/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_mail.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "deliver/deliver_head.h"
#include "deliver/deliver_outgoing.h"
#include "deliver/deliver_priv.h"
#include "mime/mime_binary.h"
#include "mime/mime_header.h"
#include "store/store_message.h"

enum {
	RECEIVED_FIELD_MAX = 8192,
	OWN_NAME_MAX = 1024
};

struct deliver_mail {
	struct deliver *deliver;
	struct store_user *home; /* where the spools are kept */
	struct store_spool *spool;
	struct mime_binary *binary; /* before the head; NULL: not needed */
	struct deliver_head head;
	struct buf received;
	bool each;      /* has a Delivered-To of its own */
	uint64_t place; /* in the spool, where Delivered-To belongs */
	/* The message with the Delivered-To of the last recipient that had one
	 * of its own. */
	struct store_spool *own;
	struct buf own_name;
	struct err err; /* the first trouble while writing */
};

static int32_t zone_minutes(int64_t now)
{
	time_t seconds = now;
	struct tm tm;

	return localtime_r(&seconds, &tm) ? (int32_t)(tm.tm_gmtoff / 60) : 0;
}

static struct span final_address(const struct deliver_recipient *to)
{
	return to->final.len ? to->final : to->address;
}

static bool mode_is(const struct deliver_mail *mail, const char *mode)
{
	return span_eq(span_of(mail->deliver->config->delivered_to),
		       span_of(mode));
}

/* What the Delivered-To of that recipient says; ptr NULL: there is none. */
static struct span delivered_to(const struct deliver_mail *mail,
				const struct deliver_recipient *to)
{
	if (mode_is(mail, "none"))
		return span_make(NULL, 0);
	if (mode_is(mail, "original") && to->origin.len)
		return to->origin;
	return final_address(to);
}

/* RFC 5321 4.4 */
static void write_received(struct buf *out, const char *host,
			   const struct deliver_envelope *e)
{
	int64_t now = clock_now();

	buf_add_format(out, "Received: from %.*s\n\tby %s (Fumikura) with ",
		       SPAN_ARG(e->client), host);
	buf_add_format(out, "%.*s id %.*s", SPAN_ARG(e->protocol),
		       SPAN_ARG(e->id));
	if (e->only)
		buf_add_format(out, "\n\tfor <%.*s>",
			       SPAN_ARG(final_address(e->only)));
	buf_add_str(out, "; ");
	mime_date_write(out, now, zone_minutes(now));
	buf_add_char(out, '\n');
}

static void write_spool(void *target, struct span bytes)
{
	struct deliver_mail *mail = target;

	if (mail->err.kind != ERR_NONE)
		return;
	if (!store_spool_write(mail->spool, bytes, &mail->err))
		err_detail(&mail->err, "gathering a message");
}

static void note_place(void *target)
{
	struct deliver_mail *mail = target;

	mail->place = store_spool_size(mail->spool);
}

static void begin_head(struct deliver_mail *mail,
		       const struct deliver_envelope *e)
{
	struct deliver_trace trace = { .sender = e->sender };

	buf_init(&mail->received, RECEIVED_FIELD_MAX);
	write_received(&mail->received, deliver_host(mail->deliver), e);
	trace.received = buf_span(&mail->received);
	if (e->only) {
		trace.recipient = delivered_to(mail, e->only);
		trace.origin = e->only->origin;
		trace.address = e->only->address;
	}
	mail->each = !e->only &&
		     (mode_is(mail, "final") || mode_is(mail, "original"));
	deliver_head_init(&mail->head, &trace, write_spool, note_place, mail);
}

static void write_head(void *target, struct span bytes)
{
	struct deliver_mail *mail = target;

	deliver_head_add(&mail->head, bytes);
}

bool deliver_mail_begin(struct deliver *d, const struct account *account,
			const struct deliver_envelope *envelope,
			struct deliver_mail **out, struct err *err)
{
	struct store_user *store;
	struct deliver_mail *mail;

	if (!deliver_users_get(&d->users, &d->settings, account, &store, err))
		return false;
	deliver_users_hold(&d->users, store);
	mail = x_calloc(1, sizeof(*mail));
	mail->deliver = d;
	mail->home = store;
	mail->spool = store_spool_new(store);
	buf_init(&mail->own_name, OWN_NAME_MAX);
	begin_head(mail, envelope);
	if (envelope->binary)
		mail->binary = mime_binary_new(write_head, mail);
	*out = mail;
	return true;
}

void deliver_mail_write(struct deliver_mail *mail, struct span bytes)
{
	if (mail->binary)
		mime_binary_add(mail->binary, bytes);
	else
		write_head(mail, bytes);
}

bool deliver_mail_end(struct deliver_mail *mail, struct err *err)
{
	if (mail->binary)
		mime_binary_end(mail->binary);
	deliver_head_end(&mail->head);
	if (mail->err.kind != ERR_NONE) {
		*err = mail->err;
		return false;
	}
	if (mail->head.received > mail->deliver->config->received_max)
		return err_set(err, ERR_STATE, "Too many hops");
	return true;
}

static bool wants_inbox_instead(enum err_kind kind)
{
	return kind == ERR_NOTFOUND || kind == ERR_SYNTAX || kind == ERR_DENIED;
}

/* The mailbox asked for is not there: make it where that is wanted. */
static bool make_mailbox(const struct config *config, struct store_user *store,
			 struct span mailbox)
{
	struct err err;

	if (!config->lda_mailbox_autocreate)
		return false;
	if (!store_create(store, mailbox, &err) && err.kind != ERR_EXISTS) {
		log_err(LOG_LEVEL_WARN, "autocreate", &err, "mailbox=%s",
			LOG_TEXT(mailbox));
		return false;
	}
	if (config->lda_mailbox_autosubscribe &&
	    !store_subscribe(store, mailbox, true, &err))
		log_err(LOG_LEVEL_WARN, "autosubscribe", &err, "mailbox=%s",
			LOG_TEXT(mailbox));
	return true;
}

/* The message once more, with a Delivered-To for that name. */
static bool write_own(struct deliver_mail *mail, struct span name,
		      struct err *err)
{
	struct span text;

	store_spool_free(&mail->own);
	if (!store_spool_bytes(mail->spool, &text, err))
		return false;
	mail->own = store_spool_new(mail->home);
	buf_reset(&mail->own_name);
	buf_add(&mail->own_name, name);
	return store_spool_write(mail->own, span_first(text, mail->place),
				 err) &&
	       store_spool_write(mail->own, SPAN("Delivered-To: "), err) &&
	       store_spool_write(mail->own, name, err) &&
	       store_spool_write(mail->own, SPAN("\n"), err) &&
	       store_spool_write(mail->own, span_from(text, mail->place), err);
}

/* The bytes for that recipient. */
static bool choose_spool(struct deliver_mail *mail,
			 const struct deliver_recipient *to,
			 struct store_spool **out, struct err *err)
{
	struct span name = delivered_to(mail, to);

	*out = mail->spool;
	if (!mail->each)
		return true;
	if ((!mail->own || !span_eq(buf_span(&mail->own_name), name)) &&
	    !write_own(mail, name, err))
		return false;
	*out = mail->own;
	return true;
}

/* Into the mailbox asked for, or INBOX. */
static bool append(const struct config *config, struct store_user *store,
		   struct span mailbox, struct store_spool *spool,
		   struct deliver_stored *out, struct err *err)
{
	static const struct store_append options = {
		.internaldate = INT64_MIN,
		.grace = STORE_WITH_GRACE,
	};
	struct span inbox = SPAN("INBOX");
	struct store_appended appended;
	bool done;

	out->mailbox = mailbox;
	done = store_append(store, mailbox, spool, &options, &appended, err);
	if (!done && err->kind == ERR_NOTFOUND &&
	    make_mailbox(config, store, mailbox))
		done = store_append(store, mailbox, spool, &options, &appended,
				    err);
	if (!done && !span_eq(mailbox, inbox) &&
	    wants_inbox_instead(err->kind)) {
		out->mailbox = inbox;
		done = store_append(store, inbox, spool, &options, &appended,
				    err);
	}
	if (done)
		out->uid = appended.uid;
	return done;
}

static bool store_copy_of(struct deliver_mail *mail,
			  const struct deliver_recipient *to,
			  struct deliver_stored *out, struct err *err)
{
	struct deliver_users *users = &mail->deliver->users;
	struct store_spool *spool;
	struct store_user *store;

	if (!choose_spool(mail, to, &spool, err) ||
	    !deliver_users_get(users, &mail->deliver->settings, to->account,
			       &store, err))
		return false;
	if (append(mail->deliver->config, store, to->mailbox, spool, out,
		   err)) {
		store_warn(store);
		return true;
	}
	store_warn(store);
	if (err->kind != ERR_QUOTA && err->kind != ERR_LIMIT)
		deliver_users_drop(users, store);
	return false;
}

/* ---- what goes out ---- */

/* Without the line that it begins with. */
static struct span behind_line(struct span text)
{
	return span_from(text, span_find_char(text, '\n') + 1);
}

static bool fill_outgoing(struct deliver_mail *mail,
			  const struct deliver_recipient *to,
			  struct deliver_outgoing *o, struct err *err)
{
	struct deliver *d = mail->deliver;
	struct span name = delivered_to(mail, to);
	bool has_name = mail->head.trace.recipient.ptr != NULL;
	struct span text;

	*o = (struct deliver_outgoing){
		.submit = &d->submit,
		.config = d->config,
		.account = to->account,
		.sender = mail->head.trace.sender,
		.recipient = final_address(to),
		.origin = to->origin,
	};
	if (!deliver_users_get(&d->users, &d->settings, to->account, &o->store,
			       err) ||
	    !store_spool_bytes(mail->spool, &text, err))
		return false;
	o->top = span_first(text, mail->place);
	o->rest = span_from(text, mail->place);
	if (span_starts_nocase(o->top, SPAN("Return-Path:")))
		o->top = behind_line(o->top);
	if (!has_name)
		o->delivered_to = name.ptr ? name : o->recipient;
	o->given = o->rest;
	if (!span_starts(o->given, buf_span(&mail->received)))
		o->given = behind_line(o->given); /* our Delivered-To */
	o->given = span_from(o->given, mail->received.len);
	return true;
}

/* What storing would refuse must be refused before anything goes out. */
static bool may_store(const struct deliver_mail *mail,
		      const struct deliver_outgoing *o,
		      const struct deliver_recipient *to,
		      const struct account_rules *rules, struct err *err)
{
	uint64_t size = store_spool_size(mail->spool);
	uint64_t max = to->account->message_bytes;

	if (!(rules->delivery & ACCOUNT_NO_LOCAL))
		return store_append_check(o->store, to->mailbox, size,
					  STORE_WITH_GRACE, err) ||
		       wants_inbox_instead(err->kind);
	return !max || size <= max ||
	       err_set(err, ERR_LIMIT, "Message too large");
}

/* The message is with all who should have it. */
static void settle(struct deliver_mail *mail,
		   const struct deliver_recipient *to,
		   const struct account_rules *rules)
{
	struct deliver_outgoing o;
	struct err err;

	/* Storing may have closed the store. */
	if (!fill_outgoing(mail, to, &o, &err)) {
		log_err(LOG_LEVEL_ERROR, "forward", &err, "user=%s",
			to->account->user);
		return;
	}
	deliver_outgoing_forget(&o, rules->forward);
	if (rules->reply[0])
		deliver_outgoing_reply(&o, rules->reply);
}

/*
 * Forwards, then the mailbox, then the reply: whoever says no first, nothing
 * after it was done. What was forwarded is remembered until the end, so that it
 * does not go out again when the mailbox says "later" and the MTA tries once
 * more.
 */
static bool follow(struct deliver_mail *mail,
		   const struct deliver_recipient *to,
		   const struct account_rules *rules,
		   struct deliver_stored *out, struct err *err)
{
	bool local = !(rules->delivery & ACCOUNT_NO_LOCAL);
	struct deliver_outgoing o;

	if (!fill_outgoing(mail, to, &o, err) ||
	    !may_store(mail, &o, to, rules, err))
		return false;
	if (rules->forward[0] &&
	    !deliver_outgoing_forward(
		    &o, rules->forward,
		    local ? DELIVER_OUTGOING_COPY : DELIVER_OUTGOING_ONLY, err))
		return false;
	if (!local)
		out->outcome = "forwarded";
	else if (!store_copy_of(mail, to, out, err))
		return false;
	settle(mail, to, rules);
	return true;
}

/* Did it come back from where it was forwarded to? Mail that is only stored
 * may be fetched from a mailbox of ours and come into it again. */
static bool goes_round(const struct deliver_mail *mail,
		       const struct deliver_recipient *to,
		       const struct account_rules *rules)
{
	return rules->forward[0] && !mode_is(mail, "none") &&
	       deliver_head_was_delivered(&mail->head, delivered_to(mail, to));
}

static bool deliver_to(struct deliver_mail *mail,
		       const struct deliver_recipient *to,
		       struct deliver_stored *out, struct err *err)
{
	struct account_rules rules;

	if (!deliver_rules(mail->deliver, to->account, &rules, err))
		return false;
	if (goes_round(mail, to, &rules))
		return err_set(err, ERR_STATE,
			       "Mail loop: was delivered here before");
	if (!rules.delivery && !rules.forward[0])
		return store_copy_of(mail, to, out, err);
	return follow(mail, to, &rules, out, err);
}

/* The refusal stays if the sender can't be told; but if only not now, the MTA
 * may bring the message again. */
static bool bounce(struct deliver_mail *mail,
		   const struct deliver_recipient *to,
		   struct deliver_stored *out, struct err *err)
{
	struct err refusal = *err;
	struct deliver_outgoing o;

	*out = (struct deliver_stored){ .outcome = "bounced" };
	if (fill_outgoing(mail, to, &o, err) &&
	    deliver_outgoing_bounce(&o, &refusal, err))
		return true;
	if (err->kind != ERR_TEMP)
		*err = refusal;
	return false;
}

bool deliver_mail_is_bounced(const struct deliver *d, struct span sender,
			     const struct err *refusal)
{
	bool full =
		refusal->kind == ERR_QUOTA && !d->config->quota_full_tempfail;

	return d->config->lda_rejection && sender.len &&
	       (full || refusal->kind == ERR_LIMIT);
}

bool deliver_mail_store(struct deliver_mail *mail,
			const struct deliver_recipient *to,
			struct deliver_stored *out, struct err *err)
{
	*out = (struct deliver_stored){ .outcome = "stored" };
	if (deliver_to(mail, to, out, err))
		return true;
	return to->bounces &&
	       deliver_mail_is_bounced(mail->deliver, mail->head.trace.sender,
				       err) &&
	       bounce(mail, to, out, err);
}

void deliver_mail_free(struct deliver_mail **mail)
{
	struct deliver_mail *m = *mail;

	if (!m)
		return;
	store_spool_free(&m->own);
	store_spool_free(&m->spool);
	deliver_users_let_go(&m->deliver->users);
	mime_binary_free(&m->binary);
	deliver_head_release(&m->head);
	buf_release(&m->received);
	buf_release(&m->own_name);
	free(m);
	*mail = NULL;
}

uint64_t deliver_mail_size(const struct deliver_mail *mail)
{
	return store_spool_size(mail->spool);
}

const char *deliver_mail_id(const struct deliver_mail *mail)
{
	return mail->head.id;
}

const char *deliver_mail_queue(const struct deliver_mail *mail)
{
	return mail->head.queue.id;
}
