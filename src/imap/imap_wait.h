/* SPDX-License-Identifier: MIT */
/*
 * Waiting for what the client sends. Meanwhile it is told what it asked for by
 * NOTIFY, also while part of a command is here: none is in progress before it
 * is whole (RFC 3501 7.4.1). Without NOTIFY nothing waits in the first two, but
 * the next read.
 */
#pragma once

#include "imap/imap_session.h"

/* For any bytes. false: the selected mailbox is no more, and BYE was said. */
MUST_CHECK bool imap_wait_bytes(struct imap_session *session);
/* The same for a line of at most that many bytes. */
MUST_CHECK bool imap_wait_line(struct imap_session *session, size_t max);

/* Between two commands: a client that says nothing for a while is parked.
 * false: it was, or BYE was said. */
MUST_CHECK bool imap_wait_command(struct imap_session *session);
/* What happened while it was parked is told. false: as above. */
MUST_CHECK bool imap_wait_resume(struct imap_session *session);
/* BYE to who has waited so. */
void imap_wait_too_long(struct imap_session *session);
