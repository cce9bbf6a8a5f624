/* SPDX-License-Identifier: MIT */
/*
 * Whether a copy of a message was stored already, by an attempt that ended
 * before all was done. Looked for in the mailbox itself, so that no moment
 * between storing and noting it can lead to a second copy.
 */
#pragma once

#include "store/store.h"

struct deliver_again {
	struct span header; /* of the copy; for its Message-ID */
	/* What every attempt brings: the end of the message, below our trace
	 * fields; of an edited one its body. */
	struct span tail;
	uint64_t days; /* older ones are of another delivery */
};

/* *out_uid: 0 if there is none, or no such mailbox. */
MUST_CHECK bool deliver_again_find(struct store_user *store,
				   struct span mailbox,
				   const struct deliver_again *message,
				   uint32_t *out_uid, struct err *err);
