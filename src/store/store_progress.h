/* SPDX-License-Identifier: MIT */
/*
 * How far a long verb is: search, sort, thread, flags, copy, expunge tell it
 * between messages or transactions, with neither open, so that the caller may
 * write to a peer. A verb that goes over the messages several times tells each
 * time from the beginning.
 */
#pragma once

#include "store/store.h"

struct store_progress {
	/* done < goal: how many messages are done, of how many. */
	void (*tell)(void *arg, uint32_t done, uint32_t goal);
	void *arg;
};

/* For the store: nothing is told where nobody asked (box->progress NULL). */
void store_progress_tell(const struct store_box *box, uint32_t done,
			 uint32_t goal);
