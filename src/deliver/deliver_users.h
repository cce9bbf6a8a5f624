/* SPDX-License-Identifier: MIT */
/*
 * The stores of the last users, kept open.
 *
 * A store is taken anew when the account record changed or the Maildir was
 * replaced meanwhile. At most one user is held: it stays open (the spool of a
 * message lies there) until it is let go.
 */
#pragma once

#include <sys/types.h>

#include "store/store.h"

enum {
	DELIVER_USERS = 16
};

struct deliver_user {
	struct store_user *store; /* NULL: free */
	uint64_t used;
	dev_t dev;
	ino_t ino;
	bool stale;
};

struct deliver_users {
	struct deliver_user user[DELIVER_USERS];
	struct deliver_user *held;
	uint64_t clock;
};

void deliver_users_release(struct deliver_users *users);
/* Opens or finds. Valid until the next call that opens or drops. */
MUST_CHECK bool deliver_users_get(struct deliver_users *users,
				  const struct store_settings *settings,
				  const struct account *account,
				  struct store_user **out, struct err *err);
void deliver_users_hold(struct deliver_users *users, struct store_user *store);
void deliver_users_let_go(struct deliver_users *users);
/* After trouble: the next use opens it anew. */
void deliver_users_drop(struct deliver_users *users, struct store_user *store);
