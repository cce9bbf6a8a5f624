/* SPDX-License-Identifier: MIT */
/* What the parts of the auth process share. One per process, never freed. */
#pragma once

#include <event2/event.h>

#include "auth/auth_listener.h"
#include "auth/auth_logins.h"
#include "auth/auth_pool.h"
#include "crypto/crypto_password.h"
#include "proc/proc.h"

enum {
	AUTH_LISTENERS_MAX = 64
};

struct auth_server {
	struct event_base *base;
	struct proc proc;
	/* Apart, so that mail is delivered while passwords are guessed. */
	struct auth_pool *logins_pool;
	struct auth_pool *lookups_pool;
	struct auth_logins *logins;
	char dummy[CRYPTO_PASSWORD_STORED_MAX]; /* see auth_check.h */
	struct auth_listener listener[AUTH_LISTENERS_MAX];
	unsigned listener_count;
	uint32_t last_cuid;
	unsigned delayed;   /* failures that wait to be told */
	bool source_failed; /* said in the log already */
};

/* How the account source fared with a question; NULL: well. Logs when that
 * changes, and not for each of many questions. */
void auth_server_note_source(struct auth_server *server, const struct err *err);
