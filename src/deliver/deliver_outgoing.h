/* SPDX-License-Identifier: MIT */
/*
 * What goes out because of one message for one user: forwards, a reply, a
 * bounce, all through fumikura-submit.
 */
#pragma once

#include "account/account.h"
#include "base/check.h"
#include "base/err.h"
#include "deliver/deliver_dsn.h"
#include "deliver/deliver_once.h"
#include "submit/submit_client.h"

struct deliver_outgoing {
	const struct submit_client *submit;
	const struct config *config;
	const struct account *account;
	struct store_user *store; /* the user's, for what is remembered */
	struct span sender;       /* of the envelope */
	struct span recipient;    /* address that the message came to */
	struct span origin;       /* as first addressed, else empty */
	/* The message as it is stored, in two pieces; between them a
	 * Delivered-To belongs if delivered_to is not empty. Without
	 * Return-Path, which is not for mail under way (RFC 5321 4.4). */
	struct span top, rest;
	struct span delivered_to;
	struct span given; /* as the MTA gave it, below its trace fields */
	struct deliver_once_text *given_once; /* the same, for keys */
	struct deliver_dsn dsn;
	struct span remote_ip, remote_host; /* of the client, if known */
	/* Set where a message goes on with what its sender asked for; may be
	 * NULL. */
	enum deliver_dsn_report *report;
};

/* One message, without anything asked for. ERR_TEMP, ERR_DENIED as
 * submit_client_send. */
MUST_CHECK bool deliver_outgoing_send(const struct deliver_outgoing *o,
				      struct span sender, struct span recipient,
				      struct span message, struct err *err);
/* The message given, maybe edited: it goes on, as the way says, unless it was
 * sent there before in an attempt that was not acknowledged. ERR_DENIED also:
 * its time is over. */
struct deliver_outgoing_letter {
	struct span sender, address;
	const struct span *piece;
	size_t piece_count;
	struct deliver_dsn_way way; /* its dsn and from are filled here */
};
MUST_CHECK bool
deliver_outgoing_pass_on(const struct deliver_outgoing *o,
			 const struct deliver_outgoing_letter *letter,
			 struct err *err);

/* What becomes of mail for a user beside the forwards. */
enum deliver_outgoing_copy {
	DELIVER_OUTGOING_ONLY, /* the forwards are all there is */
	DELIVER_OUTGOING_COPY  /* it is stored too */
};
/*
 * Sends it to each of the addresses (commas between) under its old sender. One
 * that was sent before, in an attempt that was not acknowledged, is left out.
 * ERR_TEMP: not all are sent, and the MTA shall try again. One that is finally
 * refused is logged; ERR_DENIED if so nobody gets the message.
 */
MUST_CHECK bool deliver_outgoing_forward(const struct deliver_outgoing *o,
					 const char *addresses,
					 enum deliver_outgoing_copy copy,
					 struct err *err);
/* The delivery is done, so that no other attempt comes: the same bytes are
 * another message from here on. Trouble is logged. */
void deliver_outgoing_forget(const struct deliver_outgoing *o,
			     const char *addresses);
void deliver_outgoing_forget_one(const struct deliver_outgoing *o,
				 struct span address);
/* Answers with that text, if the sender is due one. Trouble is logged: who
 * gets none now gets one for the next message. */
void deliver_outgoing_reply(const struct deliver_outgoing *o, const char *text);
/* A message of ours to the sender, from the null sender. ERR_LIMIT: it did not
 * fit into the buffer. */
MUST_CHECK bool deliver_outgoing_automatic(const struct deliver_outgoing *o,
					   const struct buf *message,
					   struct err *err);
/* The same, unless one with that key was sent within its time. */
MUST_CHECK bool deliver_outgoing_once(const struct deliver_outgoing *o,
				      const uint8_t key[STORE_ONCE_KEY],
				      uint64_t seconds,
				      const struct buf *message, bool *out_sent,
				      struct err *err);
/* Of the message as it was given to us. */
struct span deliver_outgoing_header(const struct deliver_outgoing *o);
/* Tells the sender that a script rejects the message (RFC 5429 2.2.1). */
MUST_CHECK bool deliver_outgoing_reject(const struct deliver_outgoing *o,
					const char *reason, struct err *err);
/* Tells the sender what was asked for with NOTIFY=SUCCESS: that it was
 * "delivered", or "relayed". */
MUST_CHECK bool deliver_outgoing_success(const struct deliver_outgoing *o,
					 const char *action, struct err *err);
/* Tells the sender that the message was refused, and why. ERR_STATE: there is
 * nobody to tell. */
MUST_CHECK bool deliver_outgoing_bounce(const struct deliver_outgoing *o,
					const struct err *why, struct err *err);
