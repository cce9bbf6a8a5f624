/* SPDX-License-Identifier: MIT */
/*
 * Does what Sieve scripts want done with one message for one user: all of it,
 * or as far as nobody sees a difference when the MTA brings the message again.
 *
 *   plan    what is a copy, what goes out, what is a refusal
 *   check   whoever may say no is asked, before anything is done
 *   send    programs, which may make all else void; redirects, and the message
 *           that tells of a reject
 *   store   the copies (deliver_actions_store.h)
 *   finish  nobody will ask again: forgets what was remembered for that
 *   then    replies and notifications (deliver_after.h)
 *
 * A copy that is stored stays where a later one meets temporary trouble; the
 * next attempt finds it there (deliver_again.h).
 */
#pragma once

#include "deliver/deliver_mail.h"
#include "deliver/deliver_outgoing.h"
#include "deliver/deliver_sieve_log.h"
#include "deliver/deliver_target.h"
#include "sieve/sieve_action.h"

/* A copy of the message in a mailbox. */
struct deliver_actions_copy {
	const struct sieve_version *message;
	struct deliver_target target;
	bool is_detail; /* whoever sent the message chose the mailbox */
	uint32_t uid;   /* once it is stored */
	bool is_found;  /* an earlier attempt stored it */
};

enum deliver_actions_refusal {
	DELIVER_ACTIONS_TAKEN,
	DELIVER_ACTIONS_REFUSED,  /* as the answer to whoever brought it */
	DELIVER_ACTIONS_RETURNED, /* by a message to the sender */
};

struct deliver_actions {
	/* The caller's, which outlives the rest. o->store is open. */
	const struct deliver_outgoing *o;
	const struct deliver_sieve_log *log;
	const struct sieve_action *list; /* NULL: the message is discarded */
	/* What is done instead where a program that was to have the message
	 * fails; NULL: nothing. */
	const struct sieve_action *plain;
	struct store_spool *whole; /* the message as the scripts got it */
	/* Where keep goes; ptr NULL: the message lies there already, and what
	 * becomes of it is the caller's business (`kept`). */
	struct span keep;
	bool keep_is_detail;
	bool goes_round;  /* a redirect would bring it here again */
	bool is_one_more; /* mail went out for it beside the list */
	bool bounces;     /* the caller had rather not refuse it */

	/* The plan's. */
	struct arena arena;
	const struct sieve_action *kept; /* NULL: it is not kept */
	struct deliver_actions_copy *copy;
	size_t copy_count;
	size_t sent_count;  /* redirects */
	size_t piped_count; /* programs that have the message */
	bool is_void;       /* one failed, so nothing of the list is done */
	const struct sieve_action *reject;
	enum deliver_actions_refusal refusal;
	bool is_marked;
};

/* Fills what is the plan's. ERR_TEMP. */
MUST_CHECK bool deliver_actions_plan(struct deliver_actions *a,
				     struct err *err);
void deliver_actions_release(struct deliver_actions *a);
/* ERR_DENIED with the script's reason where it refuses the message; else what
 * a mailbox would say: ERR_QUOTA, ERR_LIMIT, ERR_TEMP. */
MUST_CHECK bool deliver_actions_check(struct deliver_actions *a,
				      struct err *err);
/* An address that is finally refused means that the message is kept. ERR_TEMP;
 * ERR_DENIED if a program failed and there is no `plain`. */
MUST_CHECK bool deliver_actions_send(struct deliver_actions *a,
				     struct err *err);
/* Nobody brings the message again. */
void deliver_actions_finish(struct deliver_actions *a);
