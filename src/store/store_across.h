/* SPDX-License-Identifier: MIT */
/*
 * Into a mailbox of somebody else, or out of one: message by message, since no
 * transaction spans two stores. What goes in counts for its owner.
 */
#pragma once

#include "store/store_message.h"

/* Where messages go. */
struct store_across {
	struct store_user *user;
	struct span name;
	uint32_t without_flags; /* these are not taken along */
	bool without_keywords;
	/* Whose \Seen is meant (store_seen.h); NULL: the owner's. */
	struct store_user *reader;
};

/* Leaves out what is not taken along. true: the reader's \Seen is to be set by
 * store_across_set_seen when the message is there. */
bool store_across_bound(const struct store_across *to,
			struct store_append *options);
/* Trouble is passed over: that the messages are there matters more. */
void store_across_set_seen(const struct store_across *to,
			   const struct ranges *uids);
/* As store_copy. The copies are all or none; where MOVE can't remove the
 * originals then, or dies, messages are in both. */
MUST_CHECK bool store_across_copy(struct store_box *box,
				  const struct ranges *uids,
				  const struct store_across *to,
				  enum store_copy_how how,
				  struct store_copied *out, struct err *err);
