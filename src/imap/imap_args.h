/* SPDX-License-Identifier: MIT */
/* Arguments that many commands take. Leave *rest unchanged on false. */
#pragma once

#include "imap/imap_command.h"

/* " <mailbox>": an astring in modified UTF-7, or in UTF-8 where the client has
 * enabled that (RFC 6855 3, RFC 9051 5.1) → UTF-8 in the session's arena; INBOX
 * in upper case. */
bool imap_args_mailbox(struct imap_session *session, struct span *rest,
		       struct span *out);
/* The same of a name that was taken off already. */
bool imap_args_name(struct imap_session *session, struct span wire,
		    struct span *out);
/* A name in UTF-8 as such an astring. */
void imap_args_add_mailbox(const struct imap_session *session, struct buf *out,
			   struct span name);
/* "01-Jan-2026" (quoted or not) → days since 1970-01-01. */
bool imap_args_date(struct span *rest, struct arena *arena, int64_t *out_day);
/* "\"01-Jan-2026 10:20:30 +0900\"" → seconds since 1970. */
bool imap_args_date_time(struct span *rest, struct arena *arena,
			 int64_t *out_seconds);
