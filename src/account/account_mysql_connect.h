/* SPDX-License-Identifier: MIT */
/* Which server, and how to reach it; for account_mysql_db.c only. */
#pragma once

#include "account/account_mysql_db.h"

/* Fills db->server from the section's hosts. ERR_SYNTAX. */
MUST_CHECK bool account_mysql_connect_hosts(struct account_mysql_db *db,
					    struct err *err);
/* Connects to the first server that is not held and answers before
 * deadline_ms (clock_mono_ms); holds those that do not. Sets sql and at.
 * ERR_TEMP. */
MUST_CHECK bool account_mysql_connect(struct account_mysql_db *db,
				      int64_t deadline_ms, struct err *err);
/* The server in use is not asked again for some time. */
void account_mysql_connect_hold(struct account_mysql_db *db);
