/* SPDX-License-Identifier: MIT */
/* Scripts run for what happens in a mailbox (RFC 6785). */
#pragma once

#include "sieve/sieve_config.h"

struct deliver_sieve_event {
	/* "APPEND", "COPY", "FLAG"; "": none, the scripts are run because
	 * somebody wants it. */
	const char *cause;
	struct span user;    /* who caused it */
	struct span mailbox; /* where the message lies */
	/* As the message tells them, where there is no cause. */
	struct span sender, recipient;
	struct span changed;        /* flags, with blanks between */
	struct sieve_strings flags; /* that the message has */
};

/* Leaves out what no script for an event may require (RFC 6785 3.11), or none
 * without one (draft-bosch-imap-filter-sieve 4.9). */
void deliver_sieve_event_settings(const struct deliver_sieve_event *event,
				  struct arena *arena,
				  struct sieve_settings *settings);
/* The items of RFC 6785 4; event NULL: at delivery. false: it is none. */
bool deliver_sieve_event_item(const struct deliver_sieve_event *event,
			      struct span name, struct buf *out);
