/* SPDX-License-Identifier: MIT */
/*
 * Metadata: of mailboxes and of the user (RFC 5464), of messages (RFC 5257).
 *
 * Entry names begin with '/' and compare without case; whose they are
 * (/private, /shared) and what they mean is the caller's business, but for
 * /private/specialuse, the special-use attributes of a mailbox. All of it is
 * durable on return, outlives the index, and goes with the mailbox.
 * ERR_LIMIT: the value is larger than metadata_bytes_max, or there would be
 * more entries than metadata_entries_max.
 */
#pragma once

#include "store/store.h"

struct store_metadata {
	struct span entry;
	struct span value; /* ptr NULL: none; removes it */
};

/* All that there is, in the arena. mailbox empty: the user's. ERR_NOTFOUND. */
MUST_CHECK bool store_metadata_list(struct store_user *user,
				    struct span mailbox, struct arena *arena,
				    struct store_metadata **out,
				    size_t *out_count, struct err *err);
/* The largest value there may be. */
uint64_t store_metadata_bytes_max(const struct store_user *user);
/* All or nothing. ERR_DENIED: special-use attributes that no mailbox can have.
 */
MUST_CHECK bool store_metadata_set(struct store_user *user, struct span mailbox,
				   const struct store_metadata *entries,
				   size_t count, struct err *err);

/* The same of messages. What was set travels with COPY and MOVE. */
MUST_CHECK bool store_annotation_list(struct store_box *box, uint32_t uid,
				      struct arena *arena,
				      struct store_metadata **out,
				      size_t *out_count, struct err *err);
/* Messages that do not exist are passed over; the others have changed, as by
 * store_flags. */
MUST_CHECK bool store_annotation_set(struct store_box *box,
				     const struct ranges *uids,
				     const struct store_metadata *entries,
				     size_t count, struct err *err);
