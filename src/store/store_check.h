/* SPDX-License-Identifier: MIT */
/* For the admin: does the index say what the Maildir says, and start anew. */
#pragma once

#include "store/store.h"

/*
 * Synchronises every mailbox and then compares index, files, usage and
 * maildirsize. `found` gets one sentence per difference (mailbox "" for the
 * user as a whole). What a rebuild mends is not mended here.
 */
MUST_CHECK bool store_check(const struct account *account,
			    const struct store_settings *settings,
			    void (*found)(void *arg, struct span mailbox,
					  const char *what),
			    void *arg, struct err *err);
/* Deletes the index and builds it from the Maildir: UIDVALIDITY, UIDs, flags
 * stay (doc/format/maildir.md). */
MUST_CHECK bool store_check_rebuild(const struct account *account,
				    const struct store_settings *settings,
				    struct err *err);
