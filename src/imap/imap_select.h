/* SPDX-License-Identifier: MIT */
/* The shared half of SELECT and EXAMINE, and leaving a mailbox. */
#pragma once

#include "imap/imap_command.h"
#include "imap/imap_record.h"

/* Takes the mailbox from the arguments, leaves the old one, opens it and
 * writes the untagged answers of RFC 3501 6.3.1. */
enum imap_result imap_select_run(struct imap_session *session,
				 struct imap_request *request,
				 enum store_access access);

/* The selected mailbox has a new name in its store: binds the session's view to
 * it. Where that fails, the next refresh finds the mailbox gone. */
void imap_select_follow(struct imap_session *session, struct span name);
/* Selects what was when the session was parked, with the view that it had.
 * false: the mailbox is no more, or may not be read any more. */
MUST_CHECK bool imap_select_resume(struct imap_session *session,
				   const struct imap_record *record);
/* The mailbox is selected no more, and what belonged to that is gone: "$",
 * searches that were followed.
 * Harmless if none is. */
void imap_select_leave(struct imap_session *session);
