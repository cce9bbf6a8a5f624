/* SPDX-License-Identifier: MIT */
/* What the client sends: command lines, messages after DATA and chunks after
 * BDAT, without a copy where they come whole. */
#pragma once

#include "base/check.h"
#include "base/err.h"
#include "io/stream.h"
#include "lmtp/lmtp_data.h"
#include "lmtp/lmtp_line.h"
#include "lmtp/lmtp_quit.h"

struct lmtp_input {
	struct stream *stream; /* the caller's, like quit */
	struct lmtp_quit *quit;
	struct lmtp_line line;
	struct span pending; /* read, not used; valid until the next read */
	enum lmtp_eol eol;   /* of the last line */
};

void lmtp_input_init(struct lmtp_input *in, struct stream *stream,
		     struct lmtp_quit *quit);
void lmtp_input_release(struct lmtp_input *in);
/* ERR_LIMIT: a line that is too long was passed over. ERR_GONE: the client
 * left. ERR_STATE: the service ends; said once, quit is obeyed. ERR_TEMP:
 * time-out or worse. The line is valid until the next call. */
MUST_CHECK bool lmtp_input_line(struct lmtp_input *in, struct span *out,
				struct err *err);
/* The next piece of content; an empty one at the end of the message. */
MUST_CHECK bool lmtp_input_data(struct lmtp_input *in, struct lmtp_data *data,
				struct span *out, struct err *err);
/* The next 1..*left octets of a chunk (RFC 3030), which are taken off *left. */
MUST_CHECK bool lmtp_input_octets(struct lmtp_input *in, uint64_t *left,
				  struct span *out, struct err *err);
/* Forgets what was read and not used. */
void lmtp_input_drop(struct lmtp_input *in);
