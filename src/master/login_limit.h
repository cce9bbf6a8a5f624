/* SPDX-License-Identifier: MIT */
/* How many sessions there may be. */
#pragma once

#include "config/config.h"
#include "proc/control.h"

struct session_table;

enum {
	LOGIN_LIMIT_UNDER_WAY = 4096, /* new ones that no worker has yet */
};

/* How many sockets master may hold of those that no worker has yet. */
uint64_t login_limit_files(const struct config *config);

/*
 * The setting that another session of that user would exceed ("service": one of
 * a service), or NULL. out_result is what gate is told then: CONTROL_BUSY where
 * it is for the user to close one, CONTROL_TEMP where the server is full.
 */
const char *login_limit_exceeded(const struct session_table *table,
				 const struct config *config,
				 const struct control_login *login,
				 const char *user,
				 enum control_result *out_result);
