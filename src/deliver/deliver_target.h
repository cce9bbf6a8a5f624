/* SPDX-License-Identifier: MIT */
/* Where a script wants a copy of a message, as the store names it. */
#pragma once

#include "base/arena.h"
#include "sieve/sieve_action.h"
#include "store/store_message.h"

struct deliver_target {
	struct span mailbox;
	bool create;
	uint32_t special; /* STORE_MAILBOX_… of one that is made */
	struct store_append options;
};

/* By mailboxid (RFC 9042), special use (RFC 8579), name, in this order. What
 * has no mailbox of that id or use goes by the name. All in the arena. */
MUST_CHECK bool deliver_target_find(struct store_user *store,
				    const struct sieve_target *target,
				    struct arena *arena,
				    struct deliver_target *out,
				    struct err *err);
/* Flags alone: those that there can't be are left out (RFC 5232 2). */
void deliver_target_flags(const struct sieve_strings *flags,
			  struct arena *arena, struct store_append *out);
/* The mailbox with that id; *out empty: there is none. */
MUST_CHECK bool deliver_target_by_id(struct store_user *store, struct span id,
				     struct arena *arena, struct span *out,
				     struct err *err);
