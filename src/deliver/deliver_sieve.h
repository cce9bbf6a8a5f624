/* SPDX-License-Identifier: MIT */
/*
 * The scripts for one message and one user, run in their order: the site's
 * (sieve_before), the user's or else sieve_default, the site's (sieve_after),
 * each as long as the message would be kept; and sieve_discard for what they
 * threw away.
 *
 * A script that can't be run, or fails, leaves the message where it would be
 * without, and is told in the user's log.
 */
#pragma once

#include "account/account_rules.h"
#include "deliver/deliver_mail.h"
#include "deliver/deliver_outgoing.h"
#include "deliver/deliver_sieve_event.h"
#include "deliver/deliver_sieve_log.h"
#include "sieve/sieve.h"

struct deliver_sieve;

/* Is there anything to be run for that user? Cheap. */
bool deliver_sieve_is_wanted(const struct config *config,
			     const struct account *account,
			     const struct account_rules *rules);

struct deliver_chain;
struct deliver_kept;

struct deliver_sieve_subject {
	const struct deliver_outgoing *o; /* its store is open */
	const struct account_rules *rules;
	struct span message;    /* as it would be stored */
	struct span mailbox;    /* where keep goes */
	const char *message_id; /* for the logs */
	/* Of a message that lies in a mailbox, which the input and the scripts
	 * to be run are of; NULL: a delivery. */
	const struct deliver_sieve_event *event;
	const struct deliver_chain *chain;
	bool runs_nothing;         /* it is only asked what would be done */
	struct deliver_kept *kept; /* may be NULL */
	struct buf *told;          /* the log's; may be NULL */
};

/* Can they be run? ERR_NOTFOUND, ERR_SYNTAX, ERR_LIMIT, ERR_TEMP. */
MUST_CHECK bool deliver_sieve_check(const struct deliver_sieve_subject *subject,
				    struct err *err);
/* Runs them; all in *subject outlives the result. ERR_TEMP: the delivery has to
 * be tried again. */
MUST_CHECK bool deliver_sieve_run(const struct deliver_sieve_subject *subject,
				  struct deliver_sieve **out, struct err *err);
void deliver_sieve_free(struct deliver_sieve **sieve);
/* NULL: the message is discarded. */
const struct sieve_action *
deliver_sieve_actions(const struct deliver_sieve *sieve);
/* The message as it would be without scripts. */
const struct sieve_action *deliver_sieve_plain(struct deliver_sieve *sieve);
/* Why nothing of what the scripts want is to be done; NULL: it is. */
const struct err *deliver_sieve_failure(const struct deliver_sieve *sieve);
const struct deliver_sieve_log *
deliver_sieve_log_of(const struct deliver_sieve *sieve);
