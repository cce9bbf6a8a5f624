/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_outgoing.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "deliver/deliver_bounce.h"
#include "deliver/deliver_once.h"
#include "deliver/deliver_reply.h"
#include "mime/mime_header.h"

enum {
	MESSAGE_CAP = 256 * 1024,
	DAY = 24 * 60 * 60
};

bool deliver_outgoing_send(const struct deliver_outgoing *o, struct span sender,
			   struct span recipient, struct span message,
			   struct err *err)
{
	/* RFC 5230 5.9: nobody is to be told of what happens to a reply. */
	const struct submit_recipient to = {
		.address = recipient,
		.notify = sender.len ? SPAN("") : SPAN("NEVER"),
	};
	const struct submit_letter letter = {
		.envelope = { .sender = sender,
			      .recipient = &to,
			      .recipient_count = 1 },
		.piece = &message,
		.piece_count = 1,
	};
	enum submit_taken unused;

	return submit_client_send(o->submit, &letter, &unused, err);
}

/* ---- forwards ---- */

/* It is sent all the same, so that this can only lead to another copy. */
static void remember(const struct deliver_outgoing *o,
		     const uint8_t key[STORE_ONCE_KEY])
{
	struct err err;

	if (!deliver_once_remember(o->store, key, &err))
		log_err(LOG_LEVEL_ERROR, "forward", &err, "user=%s",
			o->account->user);
}

/* Out it goes, with what is asked for. */
static bool send_on(const struct deliver_outgoing *o,
		    const struct deliver_outgoing_letter *l,
		    const struct deliver_dsn_way *way, struct err *err)
{
	auto_arena struct arena arena = { 0 };
	struct submit_recipient to = { .address = l->address };
	struct submit_letter letter = {
		.envelope = { .sender = l->sender,
			      .recipient = &to,
			      .recipient_count = 1 },
		.piece = l->piece,
		.piece_count = l->piece_count,
	};
	enum submit_taken taken;

	arena_init(&arena);
	if (!deliver_dsn_pass_on(way, &arena, &letter.envelope, &to))
		return err_set(err, ERR_DENIED, "The time of delivery is over");
	if (!submit_client_send(o->submit, &letter, &taken, err))
		return false;
	if (o->report && deliver_dsn_passes_success(way))
		*o->report = taken == SUBMIT_TAKEN ? DELIVER_DSN_PASSED_ON
						   : DELIVER_DSN_RELAYED;
	return true;
}

bool deliver_outgoing_pass_on(const struct deliver_outgoing *o,
			      const struct deliver_outgoing_letter *letter,
			      struct err *err)
{
	struct deliver_dsn_way way = letter->way;
	uint8_t key[STORE_ONCE_KEY];
	bool known;

	way.dsn = &o->dsn;
	way.from = o->recipient;
	way.hides_origin =
		span_eq(span_of(o->config->delivered_to), SPAN("original"));
	deliver_once_key_of("forward", o->given_once, letter->address, key);
	if (!store_once_has(o->store, key, &known, err))
		return false;
	if (known) {
		log_event(LOG_LEVEL_INFO, "forward",
			  "user=%s to=%s outcome=sent-before", o->account->user,
			  LOG_TEXT(letter->address));
		if (o->report && deliver_dsn_passes_success(&way))
			*o->report = DELIVER_DSN_PASSED_ON;
		return true;
	}
	if (!send_on(o, letter, &way, err))
		return false;
	remember(o, key);
	return true;
}

static bool forward_one(const struct deliver_outgoing *o, struct span address,
			bool is_alone, struct err *err)
{
	const struct span pieces[] = {
		o->top,  SPAN("Delivered-To: "), o->delivered_to, SPAN("\n"),
		o->rest,
	};
	const struct span whole[] = { o->top, o->rest };
	bool named = o->delivered_to.len > 0;
	const struct deliver_outgoing_letter letter = {
		.sender = o->sender,
		.address = address,
		.piece = named ? pieces : whole,
		.piece_count = named ? ARRAY_LEN(pieces) : ARRAY_LEN(whole),
		.way = { .is_same_sender = true,
			 .is_alone = is_alone,
			 .by_seconds = INT64_MIN },
	};

	return deliver_outgoing_pass_on(o, &letter, err);
}

static void log_refused(const struct deliver_outgoing *o, struct span address,
			const struct err *err)
{
	log_err(LOG_LEVEL_WARN, "forward", err, "user=%s to=%s outcome=refused",
		o->account->user, LOG_TEXT(address));
}

bool deliver_outgoing_forward(const struct deliver_outgoing *o,
			      const char *addresses,
			      enum deliver_outgoing_copy copy, struct err *err)
{
	bool reached = copy == DELIVER_OUTGOING_COPY;
	bool is_alone = !reached && !strchr(addresses, ',');
	struct span rest = span_of(addresses);
	struct span address;

	while (span_cut(&rest, ',', &address)) {
		address = span_trim(address);
		/* A forward to oneself says: and keep it. */
		if (!address.len ||
		    (copy == DELIVER_OUTGOING_COPY &&
		     span_eq_nocase(address, span_of(o->account->user))))
			continue;
		if (forward_one(o, address, is_alone, err)) {
			reached = true;
			continue;
		}
		if (err->kind != ERR_DENIED)
			return false;
		log_refused(o, address, err);
	}
	return reached;
}

void deliver_outgoing_forget_one(const struct deliver_outgoing *o,
				 struct span address)
{
	uint8_t key[STORE_ONCE_KEY];
	struct err err;

	deliver_once_key_of("forward", o->given_once, address, key);
	if (!deliver_once_forget(o->store, key, &err))
		log_err(LOG_LEVEL_ERROR, "forward", &err, "user=%s",
			o->account->user);
}

void deliver_outgoing_forget(const struct deliver_outgoing *o,
			     const char *addresses)
{
	struct span rest = span_of(addresses);
	struct span address;

	while (span_cut(&rest, ',', &address))
		deliver_outgoing_forget_one(o, span_trim(address));
}

/* ---- replies and bounces ---- */

struct span deliver_outgoing_header(const struct deliver_outgoing *o)
{
	return span_first(o->given, mime_header_length(o->given));
}

bool deliver_outgoing_automatic(const struct deliver_outgoing *o,
				const struct buf *message, struct err *err)
{
	if (message->full)
		return err_set(err, ERR_LIMIT, "The message is too large");
	return deliver_outgoing_send(o, SPAN(""), o->sender, buf_span(message),
				     err);
}

bool deliver_outgoing_once(const struct deliver_outgoing *o,
			   const uint8_t key[STORE_ONCE_KEY], uint64_t seconds,
			   const struct buf *message, bool *out_sent,
			   struct err *err)
{
	int64_t until = clock_now() + (int64_t)seconds;
	struct err again;

	if (!store_once_claim(o->store, key, until, out_sent, err))
		return false;
	if (!*out_sent || deliver_outgoing_automatic(o, message, err))
		return true;
	*out_sent = false;
	if (!store_once_put(o->store, key, 0, &again))
		log_err(LOG_LEVEL_ERROR, "reply", &again, "user=%s",
			o->account->user);
	return false;
}

static bool reply(const struct deliver_outgoing *o,
		  const struct deliver_reply *r, struct err *err)
{
	uint8_t key[STORE_ONCE_KEY];
	auto_buf struct buf message;
	bool sent;

	buf_init(&message, MESSAGE_CAP);
	deliver_once_key("reply", r->text, o->sender, key);
	deliver_reply_write(r, &message);
	return deliver_outgoing_once(o, key, o->config->reply_interval * DAY,
				     &message, &sent, err);
}

void deliver_outgoing_reply(const struct deliver_outgoing *o, const char *text)
{
	const struct deliver_reply r = {
		.sender = o->sender,
		.recipient = o->recipient,
		.user = span_of(o->account->user),
		.header = deliver_outgoing_header(o),
		.text = span_of(text),
		.host = o->config->hostname,
	};
	struct err err;

	if (deliver_reply_is_due(&r) && !reply(o, &r, &err))
		log_err(LOG_LEVEL_WARN, "reply", &err, "user=%s to=%s",
			o->account->user, LOG_TEXT(o->sender));
}

static bool send_bounce(const struct deliver_outgoing *o,
			const struct deliver_bounce *how, struct err *err)
{
	struct deliver_bounce bounce = *how;
	auto_buf struct buf message;

	bounce.sender = o->sender;
	bounce.recipient = o->recipient;
	bounce.origin = o->origin;
	bounce.envid = o->dsn.envid;
	bounce.header = deliver_outgoing_header(o);
	bounce.host = o->config->hostname;
	buf_init(&message, MESSAGE_CAP);
	if (!o->sender.len)
		return err_set(err, ERR_STATE, "There is no sender to tell");
	deliver_bounce_write(&bounce, &message);
	return deliver_outgoing_automatic(o, &message, err);
}

bool deliver_outgoing_bounce(const struct deliver_outgoing *o,
			     const struct err *why, struct err *err)
{
	const struct deliver_bounce bounce = {
		.status = why->kind == ERR_QUOTA ? "5.2.2" : "5.2.3",
		.reason = why->text,
	};

	return send_bounce(o, &bounce, err);
}

bool deliver_outgoing_reject(const struct deliver_outgoing *o,
			     const char *reason, struct err *err)
{
	const struct deliver_bounce bounce = {
		.reason = reason,
		.is_disposition = true,
	};

	return send_bounce(o, &bounce, err);
}

bool deliver_outgoing_success(const struct deliver_outgoing *o,
			      const char *action, struct err *err)
{
	const struct deliver_bounce bounce = {
		.action = action,
		.status = "2.0.0",
		.reason = "",
	};

	return send_bounce(o, &bounce, err);
}
