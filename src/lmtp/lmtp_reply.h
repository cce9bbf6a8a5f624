/* SPDX-License-Identifier: MIT */
/* Error kinds as LMTP replies, with enhanced codes (RFC 3463). */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "config/config.h"

enum lmtp_stage {
	LMTP_STAGE_RCPT,  /* looking at a recipient */
	LMTP_STAGE_DATA,  /* taking the message */
	LMTP_STAGE_STORE, /* storing it for one recipient */
	LMTP_STAGE_TIME,  /* it came too late to be stored (RFC 2852) */
};

struct lmtp_reply {
	char code[4];     /* "550" */
	char enhanced[8]; /* "5.1.1" */
	char text[256];   /* safe for one reply line */
};

/* Whatever is not known to be permanent is temporary. */
struct lmtp_reply lmtp_reply_for(const struct config *config,
				 enum lmtp_stage stage, const struct err *err);
