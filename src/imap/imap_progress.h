/* SPDX-License-Identifier: MIT */
/*
 * INPROGRESS (RFC 9585): while a long command runs, the client is told now and
 * then how far it is, and so does not take the server for dead.
 */
#pragma once

#include "imap/imap_command.h"
#include "store/store_progress.h"

/* Lives as long as the command runs. All is private. */
struct imap_progress {
	struct imap_session *session;
	struct span tag;
	struct store_progress hook;
	int64_t next_ms; /* clock_mono_ms of the next answer, at the earliest */
	uint32_t done;   /* as last told by the store */
	uint32_t goal;
	bool again; /* the store goes over the messages once more */
};

/* Of what the store does with the selected mailbox, if there is one, and what
 * session->progress is told, until imap_progress_end. Whole lines are written
 * and flushed. */
void imap_progress_begin(struct imap_progress *progress,
			 struct imap_session *session,
			 const struct imap_request *request);
void imap_progress_end(struct imap_progress *progress);
