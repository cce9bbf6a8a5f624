/* SPDX-License-Identifier: MIT */
/*
 * Asking lmtp what only it may see, as an MTA would. A connection for each
 * question, all of it sent at once.
 */
#pragma once

#include <event2/event.h>

#include "base/span.h"
#include "config/config.h"

struct auth_lmtp;

/* reply: the last line, "550 …"; empty: trouble, said in the log. */
typedef void auth_lmtp_told(void *arg, struct span reply);

/* config must outlive it. */
struct auth_lmtp *auth_lmtp_new(struct event_base *base,
				const struct config *config);
/* Says LHLO, then text: whole lines, "QUIT" the last. The reply that counts is
 * the first that refuses, or the one to the line `count` of text. Answers
 * exactly once, maybe before it returns, at the latest after policy_timeout. No
 * more than policy_checks are asked at once; 512 others wait, and any further
 * one is trouble at once. */
void auth_lmtp_ask(struct auth_lmtp *lmtp, const char *text, unsigned count,
		   auth_lmtp_told *told, void *arg);
