/* SPDX-License-Identifier: MIT */
/*
 * One message on its way in: begin, write … write, end, then store for each
 * recipient. The bytes are gathered once, however many recipients there are.
 */
#pragma once

#include "deliver/deliver.h"
#include "deliver/deliver_dsn.h"

/* One recipient of a transaction. */
struct deliver_recipient {
	const struct account *account;
	struct span mailbox; /* UTF-8, "INBOX" */
	/* It is the detail of the address, so whoever sent the message chose
	 * it. */
	bool mailbox_is_detail;
	struct span address; /* path as in RCPT TO */
	struct span final;   /* how the MTA calls it, else empty */
	struct span origin;  /* as first addressed, else empty */
	/* Where the caller would rather not refuse: the sender is told by a
	 * message of ours if the mailbox can't take it (lda_rejection). */
	bool bounces;
	struct deliver_dsn dsn;
};

/* Where a message of more than 256 KiB is gathered. */
struct deliver_file {
	/* Is called once at most: with deliver_mail_open_file of a recipient,
	 * in this process or another. */
	bool (*open)(void *context, int *out_fd, struct err *err);
	void *context;
	/* Recipients share no file: one could write in another's message. */
	bool is_apart;
};

struct deliver_envelope {
	struct span sender; /* path as in MAIL FROM, "" for the null sender */
	const struct account *account; /* by whose settings it is too large */
	struct deliver_file file;
	/* If there is only one, else NULL. */
	const struct deliver_recipient *only;
	struct span client;   /* who gave us the message, for Received */
	struct span protocol; /* "LMTP", "UTF8LMTP" */
	struct span id;       /* of this transaction, for Received */
	/* Address and name of the client, for scripts; empty: not known. */
	struct span remote_ip, remote_host;
	/* Parts of Content-Transfer-Encoding binary are real: they are stored
	 * in base64, for a file's lines end in LF. */
	bool binary;
};

struct deliver_mail;

/* The envelope's texts must live until the end. */
struct deliver_mail *
deliver_mail_begin(struct deliver *d, const struct deliver_envelope *envelope);
/* A file for a large message in that user's tmp/. ERR_TEMP. */
MUST_CHECK bool deliver_mail_open_file(struct deliver *d,
				       const struct account *account,
				       int *out_fd, struct err *err);
/* Trouble shows at deliver_mail_end. */
void deliver_mail_write(struct deliver_mail *mail, struct span bytes);
/* Nothing is added any more; what comes now may happen in processes that are
 * forked for it. ERR_LIMIT: larger than message_max. ERR_STATE: more than
 * received_max Received fields, so it goes round in a loop. ERR_TEMP. */
MUST_CHECK bool deliver_mail_end(struct deliver_mail *mail, struct err *err);

struct deliver_stored {
	uint32_t uid; /* 0: it is not stored */
	/* Where it went: the mailbox asked for, or INBOX if there is none of
	 * that name. */
	struct span mailbox;
	const char *outcome; /* for the log: stored, forwarded, bounced */
	enum deliver_dsn_report report;
};
/* Behind deliver_ask_rules for that account. Durable when this is true, and
 * what goes out for it is with the MTA. Recipients for whom the same bytes are
 * stored share one file, as far as links to it can be made. ERR_QUOTA,
 * ERR_LIMIT (the account's largest message), ERR_STATE (it is forwarded there,
 * and was delivered there before: a loop), ERR_DENIED (it is forwarded only,
 * and nobody takes it), ERR_TEMP, ERR_CORRUPT. */
MUST_CHECK bool deliver_mail_store(struct deliver_mail *mail,
				   const struct deliver_recipient *to,
				   struct deliver_stored *out, struct err *err);
/* Is the sender to be told of what was stored, or sent on (NOTIFY=SUCCESS)? */
bool deliver_mail_is_told(const struct deliver_mail *mail,
			  const struct deliver_recipient *to,
			  enum deliver_dsn_report report);
/* Tells it then. Trouble is logged. */
void deliver_mail_report(struct deliver_mail *mail,
			 const struct deliver_recipient *to,
			 enum deliver_dsn_report report);
/* Would deliver_mail_store deal with that refusal by a message to the sender,
 * for a recipient that `bounces`? */
bool deliver_mail_is_bounced(const struct deliver *d, struct span sender,
			     const struct err *refusal);
/* At any time; what was not stored is gone. */
void deliver_mail_free(struct deliver_mail **mail);

/* For the log: bytes as received with trace fields, the first 100 bytes of the
 * Message-ID, and what the MTA's queue called it ("" if it does not say). */
uint64_t deliver_mail_size(const struct deliver_mail *mail);
const char *deliver_mail_id(const struct deliver_mail *mail);
const char *deliver_mail_queue(const struct deliver_mail *mail);
/* The file that it lies in; -1: none. Stays the mail's. */
int deliver_mail_fd(const struct deliver_mail *mail);
