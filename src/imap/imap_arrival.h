/* SPDX-License-Identifier: MIT */
/* FETCH answers for messages that have just come, unasked (RFC 5465 5.2). */
#pragma once

#include "imap/imap_session.h"

/* Are these what FETCH would take? Empty: yes. Uses the session's arena. */
bool imap_arrival_are_items(struct imap_session *session, struct span items);
/* items: "(UID FLAGS)", which fetch_parse takes; sets no \Seen. What is gone
 * already is passed over. Uses the session's arena. */
MUST_CHECK bool imap_arrival_send(struct imap_session *session,
				  const struct ranges *uids, struct span items,
				  struct err *err);
