/* SPDX-License-Identifier: MIT */
/*
 * Sieve's vacation (RFC 5230, 6131): whether a reply is due, how long its
 * sender gets no other, and what it says. Pure.
 */
#pragma once

#include "config/config.h"
#include "deliver/deliver_reply.h"
#include "sieve/sieve_action.h"
#include "store/store_once.h"

struct deliver_vacation {
	/* text is not used; header is the message's. */
	struct deliver_reply reply;
	struct span origin; /* as first addressed, else empty */
	const struct sieve_vacation *say;
};

/* As deliver_reply_is_due, and only if the message was addressed to the
 * recipient, by whatever of its names (RFC 5230 4.5). *out_why: why not. */
bool deliver_vacation_is_due(const struct deliver_vacation *v,
			     const char **out_why);
/* Seconds for which the sender gets no other; 0: may get one at once. */
uint64_t deliver_vacation_period(const struct config *config,
				 const struct sieve_vacation *say);
/* What tells this reply to this sender in the user's memory (RFC 5230 4.2). */
void deliver_vacation_key(const struct deliver_vacation *v,
			  uint8_t out[STORE_ONCE_KEY]);
/* The whole message. */
void deliver_vacation_write(const struct deliver_vacation *v, struct buf *out);
