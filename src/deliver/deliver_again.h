/* SPDX-License-Identifier: MIT */
/*
 * Whether a copy of a message was stored already, by an attempt that ended
 * before all was done. Looked for in the mailbox itself, so that no moment
 * between storing and noting it can lead to a second copy.
 */
#pragma once

#include "store/store.h"

struct deliver_again {
	/* Of the copy: for its Message-ID and the names of its fields, by which
	 * edited ones are told from others. Values change: times are in some.
	 */
	struct span header;
	/* What every attempt brings: the end of the message, below our trace
	 * fields; of an edited one its body. */
	struct span tail;
	uint64_t days;               /* older ones are of another delivery */
	const struct ranges *others; /* UIDs that are other copies */
};

/* *out_uid: 0 if there is none, or no such mailbox. */
MUST_CHECK bool deliver_again_find(struct store_user *store,
				   struct span mailbox,
				   const struct deliver_again *message,
				   uint32_t *out_uid, struct err *err);
