/* SPDX-License-Identifier: MIT */
/*
 * How it ended for one recipient: the reply, and the one line in the log
 * (doc/admin/logs.md).
 */
#pragma once

#include "deliver/deliver_mail.h"
#include "lmtp/lmtp_reply.h"

struct lmtp_recipient;
struct lmtp_session;

/* Refused or deferred. At RCPT `to` needs no more than an address. */
void lmtp_outcome_refuse(struct lmtp_session *s,
			 const struct deliver_recipient *to,
			 enum lmtp_stage stage, const struct err *err);
/* As r->outcome says, of the message in s->txn.mail. */
void lmtp_outcome_tell(struct lmtp_session *s, const struct lmtp_recipient *r);
