/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_deliver.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "deliver/deliver_mail.h"
#include "lmtp/lmtp_reply.h"
#include "lmtp/lmtp_session.h"
#include "stats/stats.h"

void lmtp_deliver_log_refused(struct lmtp_session *s, struct span path,
			      const struct lmtp_reply *reply,
			      const struct err *err)
{
	bool permanent = reply->code[0] == '5';

	stats_add(permanent ? STATS_lmtp_refused : STATS_lmtp_deferred, 1);
	log_err(permanent ? LOG_LEVEL_INFO : LOG_LEVEL_WARN, "deliver", err,
		"id=%s from=%s to=%s size=%" PRIu64 " outcome=%s dsn=%s",
		s->txn.id, LOG_TEXT(s->txn.sender), LOG_TEXT(path), s->txn.size,
		permanent ? "refused" : "deferred", reply->enhanced);
}

static void answer_failed(struct lmtp_session *s,
			  const struct lmtp_recipient *r,
			  const struct lmtp_reply *reply, const struct err *err)
{
	lmtp_deliver_log_refused(s, r->to.address, reply, err);
	stream_write_format(s->stream, "%s %s <%.*s> %s\r\n", reply->code,
			    reply->enhanced, SPAN_ARG(r->to.address),
			    lmtp_reply_text_of(err).text);
}

static void answer(struct lmtp_session *s, const struct deliver_mail *mail,
		   const struct lmtp_recipient *r)
{
	const struct lmtp_outcome *o = r->outcome;

	if (!o->stored) {
		struct lmtp_reply reply =
			lmtp_reply_for(LMTP_STAGE_STORE, &o->err);

		answer_failed(s, r, &reply, &o->err);
		return;
	}
	log_event(LOG_LEVEL_INFO, "deliver",
		  "id=%s from=%s to=%s user=%s mailbox=%s uid=%u size=%" PRIu64
		  " msgid=%s ms=%d outcome=%s",
		  s->txn.id, LOG_TEXT(s->txn.sender), LOG_TEXT(r->to.address),
		  LOG_TEXT(span_of(r->to.account->user)), LOG_TEXT(o->mailbox),
		  o->uid, deliver_mail_size(mail),
		  LOG_TEXT(span_of(deliver_mail_id(mail))), (int)o->ms,
		  r->first == r ? o->outcome : "merged");
	stream_write_format(s->stream, "250 2.1.5 <%.*s> %s Saved\r\n",
			    SPAN_ARG(r->to.address), s->txn.id);
}

static void store(struct deliver_mail *mail, struct lmtp_recipient *r)
{
	struct lmtp_outcome *o = r->outcome;
	struct deliver_stored stored;
	int64_t start = clock_mono_ms();

	o->stored = deliver_mail_store(mail, &r->to, &stored, &o->err);
	o->ms = clock_mono_ms() - start;
	if (o->stored) {
		o->uid = stored.uid;
		o->mailbox = stored.mailbox;
		o->outcome = stored.outcome;
	}
	if (o->stored && o->uid) {
		stats_add(STATS_lmtp_stored, 1);
		stats_add(STATS_lmtp_stored_bytes, deliver_mail_size(mail));
	}
}

/* Each answer goes out only behind the durable store of its recipient. */
static void store_for_all(struct lmtp_session *s, struct deliver_mail *mail)
{
	struct lmtp_recipient *r;

	for (r = s->txn.recipients; r; r = r->next) {
		if (r->first == r)
			store(mail, r);
		answer(s, mail, r);
	}
}

static void refuse_all(struct lmtp_session *s, const struct err *err)
{
	struct lmtp_reply reply = lmtp_reply_for(LMTP_STAGE_DATA, err);
	struct lmtp_recipient *r;

	for (r = s->txn.recipients; r; r = r->next)
		answer_failed(s, r, &reply, err);
}

/* The message is gathered in the home of the first recipient where that is
 * possible. */
static bool begin(struct lmtp_session *s, struct deliver_mail **out,
		  struct err *err)
{
	struct lmtp_recipient *r = s->txn.recipients;
	struct deliver_envelope e = {
		.sender = s->txn.sender,
		.client = span_of(s->client),
		.protocol = s->txn.utf8 ? SPAN("UTF8LMTP") : SPAN("LMTP"),
		.id = span_of(s->txn.id),
	};

	if (s->txn.count == 1)
		e.only = &r->to;
	for (; r; r = r->next)
		if (r->first == r &&
		    deliver_mail_begin(s->deliver, r->to.account, &e, out, err))
			return true;
	return false;
}

static bool take_message(struct lmtp_session *s, struct deliver_mail *mail,
			 struct err *err)
{
	struct lmtp_data data;
	struct span piece;

	lmtp_data_init(&data, s->input.eol);
	for (;;) {
		if (!lmtp_input_data(&s->input, &data, &piece, err))
			return false;
		if (!piece.len)
			return true;
		deliver_mail_write(mail, piece);
	}
}

static void free_mail(struct deliver_mail **mail)
{
	deliver_mail_free(mail);
}

bool lmtp_deliver_message(struct lmtp_session *s, struct err *err)
{
	__attribute__((cleanup(free_mail))) struct deliver_mail *mail = NULL;
	struct err trouble;

	if (!begin(s, &mail, &trouble)) {
		struct lmtp_reply reply =
			lmtp_reply_for(LMTP_STAGE_STORE, &trouble);

		log_err(LOG_LEVEL_ERROR, "data", &trouble, "dsn=%s",
			reply.enhanced);
		stream_write_format(s->stream, "%s %s %s\r\n", reply.code,
				    reply.enhanced,
				    lmtp_reply_text_of(&trouble).text);
		return true;
	}
	stream_write_str(s->stream, "354 Go ahead\r\n");
	if (!take_message(s, mail, err))
		return false;
	if (deliver_mail_end(mail, &trouble))
		store_for_all(s, mail);
	else
		refuse_all(s, &trouble);
	return true;
}
