/* SPDX-License-Identifier: MIT */
/*
 * Whether a message would fit into somebody's mailbox. auth may not look there;
 * it asks lmtp, as an MTA would: MAIL FROM:<> SIZE=n, RCPT TO:<user>, QUIT. So
 * the answer is the one that delivery will give.
 */
#pragma once

#include <event2/event.h>

#include "config/config.h"

enum auth_usage_verdict {
	AUTH_USAGE_FITS,
	AUTH_USAGE_FULL,
	AUTH_USAGE_TOO_LARGE, /* would not fit into an empty one */
	AUTH_USAGE_UNSURE,    /* trouble */
};

typedef void auth_usage_told(void *arg, enum auth_usage_verdict verdict);

struct auth_usage;

/* config must outlive it. */
struct auth_usage *auth_usage_new(struct event_base *base,
				  const struct config *config);
/* user: normalised; size 0: not known. Answers exactly once, maybe before it
 * returns. No more than policy_checks are asked at once; others wait. */
void auth_usage_ask(struct auth_usage *usage, const char *user, uint64_t size,
		    auth_usage_told *told, void *arg);
