/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_mail.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/x.h"
#include "deliver/deliver_head.h"
#include "deliver/deliver_priv.h"
#include "mime/mime_header.h"
#include "store/store_message.h"

enum {
	RECEIVED_MAX = 100,
	RECEIVED_FIELD_MAX = 8192
};

struct deliver_mail {
	struct deliver *deliver;
	struct store_spool *spool;
	struct deliver_head head;
	struct buf received;
	struct err err; /* the first trouble while writing */
};

static int32_t zone_minutes(int64_t now)
{
	time_t seconds = now;
	struct tm tm;

	return localtime_r(&seconds, &tm) ? (int32_t)(tm.tm_gmtoff / 60) : 0;
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
	if (e->recipient.ptr)
		buf_add_format(out, "\n\tfor <%.*s>", SPAN_ARG(e->recipient));
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

bool deliver_mail_begin(struct deliver *d, const struct account *account,
			const struct deliver_envelope *envelope,
			struct deliver_mail **out, struct err *err)
{
	struct store_user *store;
	struct deliver_mail *mail;
	struct deliver_trace trace;

	if (!deliver_users_get(&d->users, &d->settings, account, &store, err))
		return false;
	deliver_users_hold(&d->users, store);
	mail = x_calloc(1, sizeof(*mail));
	mail->deliver = d;
	mail->spool = store_spool_new(store);
	buf_init(&mail->received, RECEIVED_FIELD_MAX);
	write_received(&mail->received, d->config->hostname, envelope);
	trace = (struct deliver_trace){
		.sender = envelope->sender,
		.recipient = envelope->recipient,
		.origin = envelope->origin,
		.address = envelope->address,
		.received = buf_span(&mail->received),
	};
	deliver_head_init(&mail->head, &trace, write_spool, mail);
	*out = mail;
	return true;
}

void deliver_mail_write(struct deliver_mail *mail, struct span bytes)
{
	deliver_head_add(&mail->head, bytes);
}

bool deliver_mail_end(struct deliver_mail *mail, struct err *err)
{
	deliver_head_end(&mail->head);
	if (mail->err.kind != ERR_NONE) {
		*err = mail->err;
		return false;
	}
	if (mail->head.received > RECEIVED_MAX)
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

bool deliver_mail_store(struct deliver_mail *mail,
			const struct account *account, struct span mailbox,
			struct deliver_stored *out, struct err *err)
{
	static const struct store_append options = {
		.internaldate = INT64_MIN,
		.grace = STORE_WITH_GRACE,
	};
	struct deliver_users *users = &mail->deliver->users;
	struct span inbox = SPAN("INBOX");
	struct store_appended appended;
	struct store_user *store;
	bool done;

	if (!deliver_users_get(users, &mail->deliver->settings, account, &store,
			       err))
		return false;
	out->mailbox = mailbox;
	done = store_append(store, mailbox, mail->spool, &options, &appended,
			    err);
	if (!done && err->kind == ERR_NOTFOUND &&
	    make_mailbox(mail->deliver->config, store, mailbox))
		done = store_append(store, mailbox, mail->spool, &options,
				    &appended, err);
	if (!done && !span_eq(mailbox, inbox) &&
	    wants_inbox_instead(err->kind)) {
		out->mailbox = inbox;
		done = store_append(store, inbox, mail->spool, &options,
				    &appended, err);
	}
	store_warn(store);
	if (done)
		out->uid = appended.uid;
	else if (err->kind != ERR_QUOTA && err->kind != ERR_LIMIT)
		deliver_users_drop(users, store);
	return done;
}

void deliver_mail_free(struct deliver_mail **mail)
{
	struct deliver_mail *m = *mail;

	if (!m)
		return;
	store_spool_free(&m->spool);
	deliver_users_let_go(&m->deliver->users);
	deliver_head_release(&m->head);
	buf_release(&m->received);
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
