/* SPDX-License-Identifier: MIT */
/*
 * Which files a session may open (setting isolation = user): its user's home
 * and Maildir, Maildirs that others share with it, what the configuration has
 * for all. A worker goes in before it looks at its client, and never leaves.
 *
 * The walls are the folders as they are at that moment. Below a home lies what
 * a session may have put there, so a symbolic link there leads out of it only
 * if root made it.
 */
#pragma once

#include "account/account.h"
#include "base/check.h"
#include "base/err.h"
#include "base/span.h"
#include "config/config.h"

struct isolation; /* walls that are being built */

/* Of a service: tells by isolation_share whose mail else a session of that
 * account may open. */
typedef void isolation_others(struct isolation *walls,
			      const struct config *config,
			      const struct account *account);

/* Is each session to have walls, and so a process of its own? */
bool isolation_is_wanted(const struct config *config);
/* Will isolation_enter build walls, or fail? Where the kernel has none and they
 * are not required, no. */
bool isolation_has_walls(const struct config *config);
/* For master, when it starts. ERR_STATE: there must be walls
 * (isolation_required) and this kernel has none. Warns where there are none and
 * need not be. */
MUST_CHECK bool isolation_check(const struct config *config, struct err *err);

/* In a new process, before isolation_enter, and where there are to be no walls:
 * it starts no process and, from isolation_enter on, signals none but itself.
 */
MUST_CHECK bool isolation_be_alone(const struct config *config,
				   struct err *err);
/* In a new worker; others may be NULL. Makes the home, and the Maildir if that
 * lies elsewhere, as neither can be made from inside. No error where there are
 * to be no walls. */
MUST_CHECK bool isolation_enter(const struct config *config,
				const struct account *account,
				isolation_others *others, struct err *err);
/* That owner's Maildir as a whole, since it has one index. place NULL: the
 * owner is known, and has no mail that can be shared. */
void isolation_share(struct isolation *walls, struct span owner,
		     const struct account *place);
/* In a worker: was it told of that owner when the walls were built? If there
 * are none, yes. */
bool isolation_has_met(struct span owner);
