/* SPDX-License-Identifier: MIT */
/* Error kinds as LMTP replies, with enhanced codes (RFC 3463). */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum lmtp_stage {
	LMTP_STAGE_RCPT,  /* looking at a recipient */
	LMTP_STAGE_DATA,  /* taking the message */
	LMTP_STAGE_STORE, /* storing it for one recipient */
};

struct lmtp_reply {
	const char *code;     /* "550" */
	const char *enhanced; /* "5.1.1" */
};

/* Whatever is not known to be permanent is temporary. */
struct lmtp_reply lmtp_reply_for(enum lmtp_stage stage, const struct err *err);
/* err's text, safe for one reply line. */
struct lmtp_reply_text {
	char text[256];
};
struct lmtp_reply_text lmtp_reply_text_of(const struct err *err);
