/* SPDX-License-Identifier: MIT */
/*
 * The stores of the last users, kept open: to open one costs as much as to
 * store a message.
 *
 * A store is taken anew when the account record changed or the Maildir was
 * replaced meanwhile. At most `max` are open, and none that was not used for a
 * minute, as far as anybody asks for another.
 */
#pragma once

#include <sys/types.h>

#include "store/store.h"

enum {
	DELIVER_USERS_PLACES = 256,
	/* The Maildir, four files of the index, up to eight of blobs. */
	DELIVER_USERS_FILES_EACH = 13,
};

struct deliver_user {
	struct deliver_user *next;            /* of those with like names */
	struct deliver_user *before, *behind; /* by their last use */
	struct store_user *store;
	int64_t used; /* clock_mono_ms */
	dev_t dev;
	ino_t ino;
};

struct deliver_users {
	struct deliver_user *place[DELIVER_USERS_PLACES];
	struct deliver_user *first, *last; /* used longest ago, just now */
	unsigned count;
	unsigned max; /* at least 1 */
};

void deliver_users_init(struct deliver_users *users, unsigned max);
void deliver_users_release(struct deliver_users *users);
/* Opens or finds. Valid until the next call that opens or drops. */
MUST_CHECK bool deliver_users_get(struct deliver_users *users,
				  const struct store_settings *settings,
				  const struct account *account,
				  struct store_user **out, struct err *err);
/* After trouble: the next use opens it anew. */
void deliver_users_drop(struct deliver_users *users, struct store_user *store);
