/* SPDX-License-Identifier: MIT */
/*
 * One LMTP conversation (RFC 2033), from the greeting to the end.
 *
 *   NEW --LHLO--> READY --MAIL--> MAIL --RCPT…--> DATA --answers--> READY
 *    ^              ^---- RSET, LHLO -----'         BDAT…
 *    '--- STARTTLS, XCLIENT ---- READY
 *
 * RCPT and MAIL state are the transaction's (lmtp_transaction.h).
 */
#pragma once

#include "deliver/deliver.h"
#include "io/stream.h"
#include "lmtp/lmtp_client.h"
#include "lmtp/lmtp_crowd.h"
#include "lmtp/lmtp_input.h"
#include "lmtp/lmtp_peer.h"
#include "lmtp/lmtp_quit.h"
#include "lmtp/lmtp_transaction.h"
#include "tls/tls_layer.h"

/* What the conversations of a worker share. */
struct lmtp_shared {
	const struct config *config;
	struct deliver *deliver;
	const struct lmtp_crowd *crowd;
	size_t place;                  /* in the crowd */
	const struct tls_context *tls; /* NULL: no STARTTLS */
	struct lmtp_quit *quit;
};

struct lmtp_session {
	const struct lmtp_shared *shared;
	const struct config *config; /* of shared */
	struct deliver *deliver;     /* of shared */
	const struct lmtp_peer *peer;
	struct stream *stream;
	struct lmtp_input input;
	struct tls_layer tls;
	bool encrypted;
	struct lmtp_client client; /* by XCLIENT */
	struct lmtp_transaction txn;
	char id[48];
	char from[768]; /* for Received; "" before LHLO */
	unsigned transactions;
	unsigned bad; /* commands that were no good */
};

/* Returns when the client left or was sent away. */
void lmtp_session_run(const struct lmtp_shared *shared,
		      const struct lmtp_peer *peer, struct stream *stream);
