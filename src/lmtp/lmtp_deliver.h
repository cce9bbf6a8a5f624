/* SPDX-License-Identifier: MIT */
/* DATA: takes the message, stores it for each recipient, answers and logs. */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "base/span.h"

struct lmtp_reply;
struct lmtp_session;

/* false: the client is lost before the message was whole; nothing is stored. */
MUST_CHECK bool lmtp_deliver_message(struct lmtp_session *s, struct err *err);
/* The one log line of a recipient who was refused at RCPT. */
void lmtp_deliver_log_refused(struct lmtp_session *s, struct span path,
			      const struct lmtp_reply *reply,
			      const struct err *err);
