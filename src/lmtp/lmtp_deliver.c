/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_deliver.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "deliver/deliver_mail.h"
#include "lmtp/lmtp_outcome.h"
#include "lmtp/lmtp_parse.h"
#include "lmtp/lmtp_room.h"
#include "lmtp/lmtp_session.h"
#include "proc/isolation.h"
#include "stats/stats.h"

enum {
	HOLD_MS = 1000
};

static bool store_crowded(struct lmtp_session *s, struct lmtp_recipient *r,
			  struct deliver_stored *out)
{
	const struct lmtp_shared *shared = s->shared;
	struct lmtp_outcome *o = r->outcome;
	bool done;

	if (!lmtp_crowd_begin(shared->crowd, shared->place, r->to.account->user,
			      s->config->lmtp_user_concurrency))
		return err_set(&o->err, ERR_TEMP, "Too many messages at once");
	done = deliver_ask_rules(s->deliver, r->to.account, &o->err) &&
	       lmtp_room_store(s, r, out, &o->err);
	lmtp_crowd_end(shared->crowd, shared->place);
	return done;
}

static void store(struct lmtp_session *s, struct lmtp_recipient *r)
{
	struct lmtp_outcome *o = r->outcome;
	struct deliver_stored stored;
	int64_t start = clock_mono_ms();

	o->stored = store_crowded(s, r, &stored);
	o->ms = clock_mono_ms() - start;
	if (o->stored) {
		o->uid = stored.uid;
		o->mailbox = stored.mailbox;
		o->outcome = stored.outcome;
		o->report = stored.report;
	}
	if (o->stored && o->uid) {
		stats_add(STATS_lmtp_stored, 1);
		stats_add(STATS_lmtp_stored_bytes,
			  deliver_mail_size(s->txn.mail));
	}
}

/* Whether the client is still there changes nothing for the others. */
static void flush_answers(struct lmtp_session *s)
{
	struct err err;

	if (!stream_flush(s->stream, &err))
		log_err(LOG_LEVEL_DEBUG, "lost", &err, "during=answers");
}

/* What the client asked to hear of success, by DSN. */
static void report(struct lmtp_session *s, const struct lmtp_recipient *r)
{
	enum deliver_dsn_report report = r->outcome->report;

	/* Only what the first one asked for went on with the message. */
	if (report == DELIVER_DSN_PASSED_ON && r->first != r)
		report = DELIVER_DSN_RELAYED;
	if (deliver_mail_is_told(s->txn.mail, &r->to, report))
		lmtp_room_report(s, r, report);
}

/* Each answer goes out only behind the durable store of its recipient, but
 * soon: a client that waits too long brings the message again for all. */
static void store_for_all(struct lmtp_session *s)
{
	int64_t flushed = clock_mono_ms();
	struct lmtp_recipient *r;

	if (isolation_has_walls(s->config))
		deliver_open_site(s->deliver);
	for (r = s->txn.recipients; r; r = r->next) {
		if (r->first == r)
			store(s, r);
		if (r->outcome->stored)
			report(s, r);
		lmtp_outcome_tell(s, r);
		if (clock_mono_ms() - flushed < HOLD_MS)
			continue;
		flush_answers(s);
		flushed = clock_mono_ms();
	}
}

/* RFC 2033 4.2, 4.3: each recipient that was taken has its own answer. */
static void refuse_all(struct lmtp_session *s, enum lmtp_stage stage,
		       const struct err *trouble)
{
	struct lmtp_recipient *r;

	for (r = s->txn.recipients; r; r = r->next)
		lmtp_outcome_refuse(s, &r->to, stage, trouble);
}

/* RFC 2852, mode R. */
static bool is_too_late(const struct lmtp_session *s, struct err *err)
{
	if (!s->txn.end || clock_mono_ms() <= s->txn.end)
		return false;
	err_set(err, ERR_DENIED, "The time of delivery is over");
	return true;
}

/* The message is whole. */
static void finish(struct lmtp_session *s)
{
	struct err trouble;

	if (!deliver_mail_end(s->txn.mail, &trouble))
		refuse_all(s, LMTP_STAGE_DATA, &trouble);
	else if (is_too_late(s, &trouble))
		refuse_all(s, LMTP_STAGE_TIME, &trouble);
	else
		store_for_all(s);
}

/* RFC 3848, RFC 6531 4.3 */
static struct span protocol(const struct lmtp_session *s)
{
	if (s->txn.utf8)
		return s->encrypted ? SPAN("UTF8LMTPS") : SPAN("UTF8LMTP");
	return s->encrypted ? SPAN("LMTPS") : SPAN("LMTP");
}

static void begin(struct lmtp_session *s)
{
	struct lmtp_recipient *first = s->txn.recipients;
	const struct deliver_envelope e = {
		.sender = s->txn.sender,
		.account = first->to.account,
		.file = { .open = lmtp_room_open_file,
			  .context = s,
			  .is_apart = s->txn.count > 1 &&
				      isolation_has_walls(s->config) },
		.only = s->txn.count == 1 ? &first->to : NULL,
		.client = span_of(s->from),
		.protocol = protocol(s),
		.id = span_of(s->txn.id),
		.remote_ip = lmtp_client_address(&s->txn.forwarded, &s->client,
						 s->peer->address),
		.remote_host = lmtp_client_name(&s->txn.forwarded, &s->client),
		.binary = s->txn.binary,
	};

	s->txn.mail = deliver_mail_begin(s->deliver, &e);
}

static bool take_message(struct lmtp_session *s, struct err *err)
{
	struct lmtp_data data;
	struct span piece;

	lmtp_data_init(&data, s->input.eol);
	for (;;) {
		if (!lmtp_input_data(&s->input, &data, &piece, err))
			return false;
		if (!piece.len)
			return true;
		deliver_mail_write(s->txn.mail, piece);
	}
}

bool lmtp_deliver_message(struct lmtp_session *s, struct err *err)
{
	begin(s);
	stream_write_str(s->stream, "354 Go ahead\r\n");
	if (!take_message(s, err))
		return false;
	finish(s);
	return true;
}

static bool take_chunk(struct lmtp_session *s, uint64_t left, struct err *err)
{
	struct span piece;

	while (left) {
		if (!lmtp_input_octets(&s->input, &left, &piece, err))
			return false;
		if (s->txn.mail)
			deliver_mail_write(s->txn.mail, piece);
	}
	return true;
}

bool lmtp_deliver_chunk(struct lmtp_session *s,
			const struct lmtp_command *command, const char *trouble,
			struct err *err)
{
	if (!trouble && !s->txn.mail)
		begin(s);
	if (!take_chunk(s, command->chunk, err))
		return false;
	if (trouble)
		stream_write_format(s->stream, "%s\r\n", trouble);
	else if (command->last)
		finish(s);
	else
		stream_write_format(s->stream,
				    "250 2.0.0 %" PRIu64 " octets received\r\n",
				    command->chunk);
	return true;
}
