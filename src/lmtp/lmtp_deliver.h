/* SPDX-License-Identifier: MIT */
/* DATA and BDAT: takes the message and stores it for each recipient. */
#pragma once

#include "base/check.h"
#include "base/err.h"

struct lmtp_command;
struct lmtp_session;

/* false: the client is lost before the message was whole; nothing is stored. */
MUST_CHECK bool lmtp_deliver_message(struct lmtp_session *s, struct err *err);
/* The chunk of a BDAT command (RFC 3030), which is read in any case. trouble:
 * what to answer to one that is of no use, or NULL. false as above. */
MUST_CHECK bool lmtp_deliver_chunk(struct lmtp_session *s,
				   const struct lmtp_command *command,
				   const char *trouble, struct err *err);
