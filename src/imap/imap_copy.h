/* SPDX-License-Identifier: MIT */
/* The shared half of COPY and MOVE. */
#pragma once

#include "imap/imap_command.h"
#include "store/store_message.h"

/* Takes " <set> <mailbox>", copies or moves, and writes COPYUID: into the
 * tagged answer of COPY, in an untagged OK for MOVE (RFC 6851 4.3). */
enum imap_result imap_copy_run(struct imap_session *session,
			       struct imap_request *request,
			       enum store_copy_how how);
