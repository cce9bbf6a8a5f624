/* SPDX-License-Identifier: MIT */
/*
 * Scripts for a message that lies in a mailbox (RFC 6785): the implicit keep
 * leaves it as it is, flags become its flags, whatever cancels the keep makes
 * it \Deleted. Nothing is tried again: trouble is logged, and what was not done
 * by then is left.
 */
#pragma once

#include "deliver/deliver_chain.h"
#include "deliver/deliver_sieve.h"
#include "store/store.h"

struct deliver_kept;

struct deliver_event {
	const struct config *config;
	/* Opened for reading and writing; no read bracket. Its owner's scripts
	 * run, mail goes out in its owner's name. */
	struct store_box *box;
	const char *cause; /* "APPEND", "COPY", "FLAG"; "": no event */
	struct span user;  /* who caused it */
	const struct deliver_chain *chain;
	struct deliver_kept *kept; /* may be NULL */
	/* Gets what deliver_sieve_log tells; NULL: nobody asks. */
	struct buf *told;
	/* Told what would be done, which is not done then; or NULL. */
	void (*tell)(void *context, uint32_t uid,
		     const struct sieve_action *actions);
	void *context;
};

/* Those that have changed. */
struct deliver_event_flags {
	uint32_t flags;
	uint64_t keywords;
};

/* What was done to the message. */
enum deliver_event_outcome {
	DELIVER_EVENT_KEPT,
	DELIVER_EVENT_DONE, /* kept, but something else was done for it */
	DELIVER_EVENT_FLAGGED,
	DELIVER_EVENT_DELETED, /* it has \Deleted now */
};

/* changed: of a FLAG. false: a script failed, or what it wanted. ERR_GONE: the
 * message is no more. Logged are errors of scripts only. */
MUST_CHECK bool deliver_event_run(const struct deliver_event *event,
				  uint32_t uid,
				  const struct deliver_event_flags *changed,
				  enum deliver_event_outcome *out,
				  struct err *err);
/* Can the scripts be run? The errors of deliver_sieve_check. */
MUST_CHECK bool deliver_event_check(const struct deliver_event *event,
				    struct err *err);
