/* SPDX-License-Identifier: MIT */
/* What the clients of authdaemond are told of a user. Pure. */
#pragma once

#include <sys/types.h>

#include "account/account.h"

/* Whose files they are when the account does not say. */
struct auth_owner {
	uid_t uid;
	gid_t gid;
};

/* The answer to PRE and AUTH: NAME=value lines and a dot. */
void auth_authdaemon_write(const struct auth_owner *owner,
			   const struct account_entry *entry, struct buf *out);
/* The user's line in the answer to ENUMERATE. */
void auth_authdaemon_write_row(const struct auth_owner *owner,
			       const struct account_entry *entry,
			       struct buf *out);
