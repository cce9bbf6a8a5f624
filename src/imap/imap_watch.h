/* SPDX-License-Identifier: MIT */
/* Hearing of changes while a session waits for its client. */
#pragma once

#include "imap/imap_session.h"

enum {
	IMAP_WATCH_POLL_MS = 1000 /* how often to look without a watch */
};

/* Readable when something may have changed in the selected mailbox, or without
 * one in the user's; store_watch_clear, close. -1: there is none to be had,
 * logged. */
int imap_watch_open(struct imap_session *session);
