/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_outgoing.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/crypto_digest.h"
#include "deliver/deliver_bounce.h"
#include "deliver/deliver_reply.h"
#include "mime/mime_header.h"
#include "store/store_once.h"

enum {
	KEY_TEXT_CAP = 4096,
	MESSAGE_CAP = 256 * 1024,
	DAY = 24 * 60 * 60,
	/* An MTA gives up trying sooner. */
	FORWARD_DAYS = 7
};

/* What the same thing is told by: a word, a long text, an address. */
static void make_key(const char *word, struct span text, struct span address,
		     uint8_t out[STORE_ONCE_KEY])
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	auto_buf struct buf all;

	buf_init(&all, KEY_TEXT_CAP);
	crypto_digest_make(text, digest);
	buf_add_str(&all, word);
	buf_add_char(&all, '\0');
	buf_add(&all, span_make(digest, sizeof(digest)));
	for (size_t i = 0; i < address.len; i++)
		buf_add_char(&all, span_lower(address.ptr[i]));
	crypto_digest_make(buf_span(&all), out);
}

static bool send_to(const struct deliver_outgoing *o, struct span sender,
		    struct span recipient, const struct span *piece,
		    size_t count, struct err *err)
{
	const struct submit_letter letter = {
		.sender = sender,
		.recipient = &recipient,
		.recipient_count = 1,
		.piece = piece,
		.piece_count = count,
	};

	return submit_client_send(o->submit, &letter, err);
}

/* ---- forwards ---- */

static bool send_forward(const struct deliver_outgoing *o, struct span address,
			 struct err *err)
{
	const struct span pieces[] = {
		o->top,  SPAN("Delivered-To: "), o->delivered_to, SPAN("\n"),
		o->rest,
	};
	const struct span whole[] = { o->top, o->rest };

	if (o->delivered_to.len)
		return send_to(o, o->sender, address, pieces, ARRAY_LEN(pieces),
			       err);
	return send_to(o, o->sender, address, whole, ARRAY_LEN(whole), err);
}

/* It is sent all the same, so that this can only lead to another copy. */
static void remember(const struct deliver_outgoing *o,
		     const uint8_t key[STORE_ONCE_KEY])
{
	int64_t until = clock_now() + (int64_t)FORWARD_DAYS * DAY;
	struct err err;

	if (!store_once_put(o->store, key, until, &err))
		log_err(LOG_LEVEL_ERROR, "forward", &err, "user=%s",
			o->account->user);
}

static bool forward_one(const struct deliver_outgoing *o, struct span address,
			struct err *err)
{
	uint8_t key[STORE_ONCE_KEY];
	bool known;

	make_key("forward", o->given, address, key);
	if (!store_once_has(o->store, key, &known, err))
		return false;
	if (known) {
		log_event(LOG_LEVEL_INFO, "forward",
			  "user=%s to=%s outcome=sent-before", o->account->user,
			  LOG_TEXT(address));
		return true;
	}
	if (!send_forward(o, address, err))
		return false;
	remember(o, key);
	return true;
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
	struct span rest = span_of(addresses);
	struct span address;

	while (span_cut(&rest, ',', &address)) {
		address = span_trim(address);
		/* A forward to oneself says: and keep it. */
		if (!address.len ||
		    (copy == DELIVER_OUTGOING_COPY &&
		     span_eq_nocase(address, span_of(o->account->user))))
			continue;
		if (forward_one(o, address, err)) {
			reached = true;
			continue;
		}
		if (err->kind != ERR_DENIED)
			return false;
		log_refused(o, address, err);
	}
	return reached;
}

static void forget_one(const struct deliver_outgoing *o, struct span address)
{
	uint8_t key[STORE_ONCE_KEY];
	struct err err;
	bool known;

	make_key("forward", o->given, address, key);
	if (!store_once_has(o->store, key, &known, &err) ||
	    (known && !store_once_put(o->store, key, 0, &err)))
		log_err(LOG_LEVEL_ERROR, "forward", &err, "user=%s",
			o->account->user);
}

void deliver_outgoing_forget(const struct deliver_outgoing *o,
			     const char *addresses)
{
	struct span rest = span_of(addresses);
	struct span address;

	while (span_cut(&rest, ',', &address))
		forget_one(o, span_trim(address));
}

/* ---- replies and bounces ---- */

static struct span header_of(const struct deliver_outgoing *o)
{
	return span_first(o->given, mime_header_length(o->given));
}

static bool send_automatic(const struct deliver_outgoing *o,
			   const struct buf *message, struct err *err)
{
	struct span piece = buf_span(message);

	if (message->full)
		return err_set(err, ERR_LIMIT, "The message is too large");
	return send_to(o, SPAN(""), o->sender, &piece, 1, err);
}

static bool reply(const struct deliver_outgoing *o,
		  const struct deliver_reply *r, struct err *err)
{
	int64_t until = clock_now() + (int64_t)o->config->reply_interval * DAY;
	uint8_t key[STORE_ONCE_KEY];
	auto_buf struct buf message;
	struct err again;
	bool first;

	buf_init(&message, MESSAGE_CAP);
	make_key("reply", r->text, o->sender, key);
	if (!store_once_claim(o->store, key, until, &first, err))
		return false;
	if (!first)
		return true;
	deliver_reply_write(r, &message);
	if (send_automatic(o, &message, err))
		return true;
	if (!store_once_put(o->store, key, 0, &again))
		log_err(LOG_LEVEL_ERROR, "reply", &again, "user=%s",
			o->account->user);
	return false;
}

void deliver_outgoing_reply(const struct deliver_outgoing *o, const char *text)
{
	const struct deliver_reply r = {
		.sender = o->sender,
		.recipient = o->recipient,
		.user = span_of(o->account->user),
		.header = header_of(o),
		.text = span_of(text),
		.host = o->config->hostname,
	};
	struct err err;

	if (deliver_reply_is_due(&r) && !reply(o, &r, &err))
		log_err(LOG_LEVEL_WARN, "reply", &err, "user=%s to=%s",
			o->account->user, LOG_TEXT(o->sender));
}

bool deliver_outgoing_bounce(const struct deliver_outgoing *o,
			     const struct err *why, struct err *err)
{
	const struct deliver_bounce bounce = {
		.sender = o->sender,
		.recipient = o->recipient,
		.origin = o->origin,
		.header = header_of(o),
		.status = why->kind == ERR_QUOTA ? "5.2.2" : "5.2.3",
		.reason = why->text,
		.host = o->config->hostname,
	};
	auto_buf struct buf message;

	buf_init(&message, MESSAGE_CAP);
	if (!o->sender.len)
		return err_set(err, ERR_STATE, "There is no sender to tell");
	deliver_bounce_write(&bounce, &message);
	return send_automatic(o, &message, err);
}
