/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_mail.h"

#include "base/clock.h"
#include "base/x.h"
#include "deliver/deliver_follow.h"
#include "deliver/deliver_mail_priv.h"
#include "deliver/deliver_name.h"
#include "deliver/deliver_priv.h"
#include "mime/mime_binary.h"
#include "mime/mime_header.h"
#include "store/store_message.h"

enum {
	RECEIVED_FIELD_MAX = 8192,
	OWN_NAME_MAX = 1024
};

/* RFC 5321 4.4 */
static void write_received(struct buf *out, const char *host,
			   const struct deliver_envelope *e)
{
	int64_t now = clock_now();

	buf_add_str(out, "Received: from ");
	buf_add(out, e->client);
	buf_add_str(out, "\n\tby ");
	buf_add_str(out, host);
	buf_add_str(out, " (Fumikura) with ");
	buf_add(out, e->protocol);
	buf_add_str(out, " id ");
	buf_add(out, e->id);
	if (e->only) {
		buf_add_str(out, "\n\tfor <");
		buf_add(out, deliver_name_final(e->only));
		buf_add_char(out, '>');
	}
	buf_add_str(out, "; ");
	mime_date_write(out, now, clock_zone(now));
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
	const struct config *config = mail->deliver->config;
	struct deliver_trace trace = { .sender = e->sender };

	buf_init(&mail->received, RECEIVED_FIELD_MAX);
	write_received(&mail->received, deliver_host(mail->deliver), e);
	trace.received = buf_span(&mail->received);
	if (e->only) {
		trace.recipient = deliver_name_written(config, e->only);
		trace.origin = e->only->origin;
		trace.address = e->only->address;
	}
	mail->each = !e->only && (deliver_name_mode_is(config, "final") ||
				  deliver_name_mode_is(config, "original"));
	deliver_head_init(&mail->head, &trace, write_spool, note_place, mail);
}

static void write_head(void *target, struct span bytes)
{
	struct deliver_mail *mail = target;

	deliver_head_add(&mail->head, bytes);
}

struct deliver_mail *deliver_mail_begin(struct deliver *d,
					const struct deliver_envelope *envelope)
{
	const struct store_spool_file file = {
		.open = envelope->file.open,
		.context = envelope->file.context,
		.is_apart = envelope->file.is_apart,
	};
	struct deliver_mail *mail = x_calloc(1, sizeof(*mail));

	mail->deliver = d;
	mail->spool =
		store_spool_new_for(envelope->account, &d->settings, &file);
	buf_init(&mail->own_name, OWN_NAME_MAX);
	mail->remote_ip = envelope->remote_ip;
	mail->remote_host = envelope->remote_host;
	begin_head(mail, envelope);
	if (envelope->binary)
		mail->binary = mime_binary_new(write_head, mail);
	return mail;
}

bool deliver_mail_open_file(struct deliver *d, const struct account *account,
			    int *out_fd, struct err *err)
{
	struct store_user *store;

	return deliver_users_get(&d->users, &d->settings, account, &store,
				 err) &&
	       store_spool_open_file(store, out_fd, err);
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
	if (!store_spool_end(mail->spool, err))
		return false;
	if (mail->head.received > mail->deliver->config->received_max)
		return err_set(err, ERR_STATE, "Too many hops");
	return true;
}

bool deliver_mail_store(struct deliver_mail *mail,
			const struct deliver_recipient *to,
			struct deliver_stored *out, struct err *err)
{
	return deliver_follow_rules(mail, to, out, err);
}

bool deliver_mail_is_told(const struct deliver_mail *mail,
			  const struct deliver_recipient *to,
			  enum deliver_dsn_report report)
{
	return mail->head.trace.sender.len &&
	       deliver_dsn_told(&to->dsn, report) != NULL;
}

void deliver_mail_report(struct deliver_mail *mail,
			 const struct deliver_recipient *to,
			 enum deliver_dsn_report report)
{
	deliver_follow_report(mail, to, report);
}

bool deliver_mail_is_bounced(const struct deliver *d, struct span sender,
			     const struct err *refusal)
{
	return deliver_follow_bounces(d->config, sender, refusal);
}

void deliver_mail_free(struct deliver_mail **mail)
{
	struct deliver_mail *m = *mail;

	if (!m)
		return;
	store_spool_free(&m->own);
	store_spool_free(&m->spool);
	mime_binary_free(&m->binary);
	deliver_head_release(&m->head);
	buf_release(&m->received);
	buf_release(&m->own_name);
	arena_release(&m->names);
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

int deliver_mail_fd(const struct deliver_mail *mail)
{
	return store_spool_fd(mail->spool);
}
