/* SPDX-License-Identifier: MIT */
/* Keeps when and from where users logged in last (account_seen.h): gathered on
 * the loop, written every few seconds by a thread. */
#pragma once

#include <event2/event.h>

#include "base/check.h"
#include "base/err.h"

struct auth_seen;

/* path "": nothing is kept. */
MUST_CHECK bool auth_seen_new(struct event_base *base, const char *path,
			      struct auth_seen **out, struct err *err);
void auth_seen_note(struct auth_seen *seen, const char *user,
		    const char *service, const char *ip);
/* Writes what is left. Blocks; at the end of the process. */
void auth_seen_finish(struct auth_seen *seen);
