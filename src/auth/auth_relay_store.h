/* SPDX-License-Identifier: MIT */
/*
 * Where relay clients are kept for MTAs beside the files of auth_relay.h: a
 * table in SQL sources (relay_update), an SQLite file (relay_database), and the
 * cdb of tcpserver (relay_rules_cdb). Written by a thread.
 */
#pragma once

#include <event2/event.h>

#include "account/account_relay.h"
#include "config/config.h"

struct auth_relay_store;

/* NULL in *out: nothing of it is wanted. config must outlive it. */
MUST_CHECK bool auth_relay_store_new(struct event_base *base,
				     const struct config *config,
				     struct auth_relay_store **out,
				     struct err *err);
/* Still at the last ones? */
bool auth_relay_store_is_busy(const struct auth_relay_store *store);
/* Did the last writing fail, so that all rows have to be told again? Once. */
bool auth_relay_store_has_failed(struct auth_relay_store *store);
/* Not while it is busy. Takes the rows. Also forgets what has ended, and makes
 * the cdb of what relay_rules is now. */
void auth_relay_store_write(struct auth_relay_store *store,
			    struct account_relay *rows, size_t count);
