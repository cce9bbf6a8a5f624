/* SPDX-License-Identifier: MIT */
/*
 * One LMTP conversation (RFC 2033), from the greeting to the end.
 *
 *   NEW --LHLO--> READY --MAIL--> MAIL --RCPT…--> DATA --answers--> READY
 *                   ^---- RSET, LHLO -----'
 *
 * RCPT and MAIL state are the transaction's (lmtp_transaction.h).
 */
#pragma once

#include "deliver/deliver.h"
#include "io/stream.h"
#include "lmtp/lmtp_input.h"
#include "lmtp/lmtp_peer.h"
#include "lmtp/lmtp_transaction.h"

struct lmtp_session {
	const struct config *config;
	struct deliver *deliver;
	const struct lmtp_peer *peer;
	struct stream *stream;
	struct lmtp_input input;
	struct lmtp_transaction txn;
	char id[48];
	char client[320]; /* for Received; "" before LHLO */
	unsigned transactions;
	unsigned bad; /* commands that were no good */
};

/* Returns when the client left or was sent away. */
void lmtp_session_run(const struct config *config, struct deliver *deliver,
		      const struct lmtp_peer *peer, struct stream *stream);
