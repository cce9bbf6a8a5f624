/* SPDX-License-Identifier: MIT */
/*
 * One mail transaction: MAIL, RCPT, DATA or BDAT and their answers.
 *
 * Recipients are kept in the transaction's arena. A user named twice gets one
 * message and each RCPT its own answer (RFC 2033 4.2).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "deliver/deliver_mail.h"
#include "lmtp/lmtp_client.h"

struct lmtp_command;
struct lmtp_session;

/* How storing ended; of the first of equal recipients. */
struct lmtp_outcome {
	bool stored;
	struct err err;
	uint32_t uid;
	struct span mailbox;
	const char *outcome; /* for the log */
	enum deliver_dsn_report report;
	int64_t ms;
};

struct lmtp_recipient {
	struct lmtp_recipient *next;
	struct lmtp_recipient *first; /* the same user and mailbox; or itself */
	uint64_t hash;
	/* The account and the mailbox are shared by equal recipients. */
	struct deliver_recipient to;
	struct lmtp_outcome *outcome;
};

struct lmtp_transaction {
	struct arena arena;
	bool open;
	char id[64]; /* for Received, answers and the log */
	struct span sender;
	struct deliver_dsn dsn; /* what MAIL says of it */
	int64_t end;            /* BY with mode R: of clock_mono_ms; 0: none */
	uint64_t size;          /* as announced, 0: not */
	bool utf8;
	bool binary;                  /* BODY=BINARYMIME */
	struct lmtp_client forwarded; /* by XFORWARD, before MAIL */
	struct deliver_mail *mail;    /* between its first and last BDAT */
	struct lmtp_recipient *recipients;
	struct lmtp_recipient **tail;
	uint64_t count;
};

void lmtp_transaction_init(struct lmtp_transaction *t);
void lmtp_transaction_release(struct lmtp_transaction *t);
void lmtp_transaction_reset(struct lmtp_transaction *t);

void lmtp_transaction_mail(struct lmtp_session *s,
			   const struct lmtp_command *command);
void lmtp_transaction_rcpt(struct lmtp_session *s,
			   const struct lmtp_command *command);
/* Ends the transaction. false: the client is lost, err says how. */
MUST_CHECK bool lmtp_transaction_data(struct lmtp_session *s, struct err *err);
/* The chunk, and with the last the end of the transaction. trouble: the reply
 * to a chunk that is to be passed over, or NULL. false as above. */
MUST_CHECK bool lmtp_transaction_bdat(struct lmtp_session *s,
				      const struct lmtp_command *command,
				      const char *trouble, struct err *err);
