/* SPDX-License-Identifier: MIT */
/* Mod-sequences on the wire (RFC 7162), and switching them on. */
#pragma once

#include "imap/imap_command.h"

/* What a client is told from the first command on that asks for them: with a
 * mailbox selected, its HIGHESTMODSEQ at once (RFC 7162 3.1). */
void imap_modseq_enable(struct imap_session *session);
bool imap_modseq_is_on(const struct imap_session *session);

/* "* OK [HIGHESTMODSEQ n]": all that happened up to there has been told. */
void imap_modseq_send(struct imap_session *session);
/* The same as the code of the tagged answer. */
void imap_modseq_code(const struct imap_session *session,
		      struct imap_request *request);

/* mod-sequence-valzer, also where only more than zero is allowed. */
bool imap_modseq_take(struct span *rest, uint64_t *out);
