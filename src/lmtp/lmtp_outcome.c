/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_outcome.h"

#include <inttypes.h>

#include "base/auto.h"
#include "base/log.h"
#include "lmtp/lmtp_session.h"
#include "stats/stats.h"

enum {
	LINE_MAX_BYTES = 16384 /* each value takes 832 at most */
};

static void add(struct buf *line, const char *name, struct span value)
{
	if (!value.len)
		return;
	buf_add_char(line, ' ');
	buf_add_str(line, name);
	buf_add_char(line, '=');
	buf_add_str(line, LOG_TEXT(value));
}

/* What the MTA calls the message. */
static struct span queue_id(const struct lmtp_session *s)
{
	const struct lmtp_transaction *t = &s->txn;

	if (t->forwarded.ident[0] || !t->mail)
		return span_of(t->forwarded.ident);
	return span_of(deliver_mail_queue(t->mail));
}

/* What senders choose stands behind what they don't, since a line is cut where
 * it gets too long. */
static void add_envelope(struct buf *line, const struct lmtp_session *s,
			 const struct deliver_recipient *to)
{
	const struct lmtp_transaction *t = &s->txn;
	struct span sender = t->sender.len ? t->sender : SPAN("<>");

	buf_add_format(line, "size=%" PRIu64,
		       t->mail ? deliver_mail_size(t->mail) : t->size);
	add(line, "id", span_of(t->id));
	add(line, "queue", queue_id(s));
	if (t->mail)
		add(line, "msgid", span_of(deliver_mail_id(t->mail)));
	add(line, "from", sender);
	add(line, "to", to->address);
	add(line, "orig", to->origin);
	add(line, "client",
	    lmtp_client_address(&t->forwarded, &s->client, s->peer->address));
	if (to->account)
		add(line, "user", span_of(to->account->user));
}

static void write_reply(struct lmtp_session *s, const struct lmtp_reply *reply,
			struct span address)
{
	stream_write_format(s->stream, "%s %s <%.*s> %s\r\n", reply->code,
			    reply->enhanced, SPAN_ARG(address), reply->text);
}

static void refuse(struct lmtp_session *s, const struct deliver_recipient *to,
		   enum lmtp_stage stage, const struct err *err, int64_t ms)
{
	struct lmtp_reply reply = lmtp_reply_for(s->config, stage, err);
	bool permanent = reply.code[0] == '5';
	auto_buf struct buf line;

	stats_add(permanent ? STATS_lmtp_refused : STATS_lmtp_deferred, 1);
	buf_init(&line, LINE_MAX_BYTES);
	add_envelope(&line, s, to);
	log_err(permanent ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "deliver", err,
		"outcome=%s dsn=%s ms=%d %s",
		permanent ? "refused" : "deferred", reply.enhanced, (int)ms,
		buf_str(&line));
	write_reply(s, &reply, to->address);
}

void lmtp_outcome_refuse(struct lmtp_session *s,
			 const struct deliver_recipient *to,
			 enum lmtp_stage stage, const struct err *err)
{
	refuse(s, to, stage, err, 0);
}

static void log_stored(const struct lmtp_session *s,
		       const struct lmtp_recipient *r)
{
	const struct lmtp_outcome *o = r->outcome;
	auto_buf struct buf line;

	buf_init(&line, LINE_MAX_BYTES);
	add_envelope(&line, s, &r->to);
	if (o->uid)
		add(&line, "mailbox", o->mailbox);
	log_event(LOG_LEVEL_INFO, "deliver",
		  "outcome=%s dsn=2.1.5 ms=%d uid=%u %s",
		  r->first == r ? o->outcome : "merged", (int)o->ms, o->uid,
		  buf_str(&line));
}

void lmtp_outcome_tell(struct lmtp_session *s, const struct lmtp_recipient *r)
{
	const struct lmtp_outcome *o = r->outcome;

	if (!o->stored) {
		refuse(s, &r->to, LMTP_STAGE_STORE, &o->err, o->ms);
		return;
	}
	log_stored(s, r);
	stream_write_format(s->stream, "250 2.1.5 <%.*s> %s Saved\r\n",
			    SPAN_ARG(r->to.address), s->txn.id);
}
