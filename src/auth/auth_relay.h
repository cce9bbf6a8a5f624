/* SPDX-License-Identifier: MIT */
/*
 * POP- and IMAP-before-SMTP: from where somebody has logged in, mail may be
 * relayed for a while. Kept in memory, told by socketmap, written a second
 * after a change to relay_file, to survive a restart, to relay_rules, and to
 * what auth_relay_store.h knows.
 */
#pragma once

#include <event2/event.h>

#include "auth/auth_relay_table.h"
#include "config/config.h"

struct auth_relay;

/* Reads relay_file. *out NULL: not wanted (relay_time is 0). config must
 * outlive it. ERR_SYNTAX: the settings don't fit together. */
MUST_CHECK bool auth_relay_new(struct event_base *base,
			       const struct config *config,
			       struct auth_relay **out, struct err *err);
/* A login to a mailbox; other services do not count. relay may be NULL. */
void auth_relay_login(struct auth_relay *relay, const char *service,
		      const char *remote_ip);
bool auth_relay_may(const struct auth_relay *relay, struct span address);
/* Writes what is new, and no more from here on: another process takes over.
 * relay may be NULL. */
void auth_relay_stop(struct auth_relay *relay);
