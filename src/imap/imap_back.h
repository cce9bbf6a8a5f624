/* SPDX-License-Identifier: MIT */
/*
 * UNAUTHENTICATE (RFC 8437): the client goes back to gate, as it came.
 *
 * The worker ends with it, so that nothing of one user is left for the next;
 * only the end of a compression layer has to be found here.
 */
#pragma once

#include "imap/imap_session.h"

/* Is the session one that gate would take back, and may it? */
bool imap_back_is_allowed(const struct imap_session *session);
/* The session's last act, its store closed: answers UNAUTHENTICATE and gives
 * the client back, or says BYE if that is not possible any more. */
void imap_back_give(struct imap_session *session);
