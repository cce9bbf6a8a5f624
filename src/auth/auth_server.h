/* SPDX-License-Identifier: MIT */
/* What the parts of the auth process share. One per process, never freed. */
#pragma once

#include <event2/event.h>

#include "auth/auth_authdaemon_write.h"
#include "auth/auth_chain.h"
#include "auth/auth_grants.h"
#include "auth/auth_listener.h"
#include "auth/auth_logins.h"
#include "auth/auth_penalty.h"
#include "auth/auth_protocol.h"
#include "auth/auth_prover.h"
#include "auth/auth_relay.h"
#include "auth/auth_seen.h"
#include "auth/auth_usage.h"
#include "proc/proc.h"

enum {
	AUTH_LISTENERS_MAX = 64
};

struct auth_server {
	struct event_base *base;
	struct proc proc;
	struct auth_chain *chain;
	struct auth_prover *prover;
	struct auth_logins *logins;
	struct auth_grants *grants;
	struct auth_penalty *penalty;
	struct auth_seen *seen;
	struct auth_relay *relay; /* NULL: not wanted */
	struct auth_usage *usage;
	struct auth_owner mail_owner;
	struct auth_listener listener[AUTH_LISTENERS_MAX];
	unsigned listener_count;
	struct auth_rules rules;
	uint32_t last_cuid;
	unsigned asked;   /* requests of auth_serial and auth_limits */
	unsigned delayed; /* failures that wait to be told */
};
