/* SPDX-License-Identifier: MIT */
/* For the admin: does the index say what the Maildir says, and start anew. */
#pragma once

#include "store/store.h"

/* What is told of: one sentence per difference, in the mailbox ("" for the user
 * as a whole). Both are valid during the call. */
struct store_check_sink {
	void (*found)(void *arg, struct span mailbox, const char *what);
	void *arg;
};

/*
 * Synchronises every mailbox, or only the one of that name (empty: all), and
 * then compares index, files, fumikura-uid, keywords and blobs; with all also
 * usage and maildirsize. What a rebuild mends is not mended here. ERR_NOTFOUND:
 * no such mailbox.
 */
MUST_CHECK bool store_check(const struct account *account,
			    const struct store_settings *settings,
			    struct span mailbox,
			    const struct store_check_sink *sink,
			    struct err *err);
/* Deletes the index and builds it from the Maildir: UIDVALIDITY, UIDs, flags
 * stay (doc/format/maildir.md). */
MUST_CHECK bool store_check_rebuild(const struct account *account,
				    const struct store_settings *settings,
				    struct err *err);
