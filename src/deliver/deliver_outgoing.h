/* SPDX-License-Identifier: MIT */
/*
 * What goes out because of one message for one user: forwards, a reply, a
 * bounce, all through fumikura-submit.
 */
#pragma once

#include "account/account.h"
#include "base/check.h"
#include "base/err.h"
#include "store/store.h"
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
};

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
/* Answers with that text, if the sender is due one. Trouble is logged: who
 * gets none now gets one for the next message. */
void deliver_outgoing_reply(const struct deliver_outgoing *o, const char *text);
/* Tells the sender that the message was refused, and why. ERR_STATE: there is
 * nobody to tell. */
MUST_CHECK bool deliver_outgoing_bounce(const struct deliver_outgoing *o,
					const struct err *why, struct err *err);
