/* SPDX-License-Identifier: MIT */
/*
 * The index of a user as text, for an admin and for scripts: one line each, a
 * word and TAB-separated key=value fields. Changes nothing, synchronises
 * nothing, and reads of a damaged index what can be read.
 */
#pragma once

#include "store/store.h"

struct store_dump_found {
	bool none;       /* there is no index */
	unsigned damage; /* how many lines "damage" */
};

/* mailbox: only of that one (empty: all). A line comes without its LF and is
 * valid during the call. */
MUST_CHECK bool store_dump(const struct account *account, struct span mailbox,
			   void (*line)(void *arg, struct span text), void *arg,
			   struct store_dump_found *out, struct err *err);
