/* SPDX-License-Identifier: MIT */
/*
 * What delivery has done for a user and must not do again for some time: sent
 * an automatic reply to somebody, forwarded a message that the MTA brings once
 * more, seen a message by Sieve's duplicate test.
 *
 * A thing is told by a digest of what makes it the same (who asks chooses, and
 * begins it with a word of its own). Kept durably in fumikura-once
 * (doc/format/maildir.md), at most delivery_memory_max of a user: the oldest
 * are forgotten first.
 */
#pragma once

#include "store/store.h"

enum {
	STORE_ONCE_KEY = 16 /* a crypto_digest */
};

/* Is it known, and not over? */
MUST_CHECK bool store_once_has(struct store_user *user,
			       const uint8_t key[STORE_ONCE_KEY], bool *out,
			       struct err *err);
/* Known until that time (Unix seconds; 0: forgotten). */
MUST_CHECK bool store_once_put(struct store_user *user,
			       const uint8_t key[STORE_ONCE_KEY], int64_t until,
			       struct err *err);
/* Both in one step, so that of many at once only one gets *out_first true. */
MUST_CHECK bool store_once_claim(struct store_user *user,
				 const uint8_t key[STORE_ONCE_KEY],
				 int64_t until, bool *out_first,
				 struct err *err);
