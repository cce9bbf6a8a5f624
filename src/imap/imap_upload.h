/* SPDX-License-Identifier: MIT */
/*
 * Messages within a command (APPEND, REPLACE): its lines and literals as they
 * come, each literal into a sink.
 */
#pragma once

#include "imap/imap_input.h"
#include "imap/imap_sink.h"

struct imap_upload {
	struct imap_session *session;
	struct span rest; /* of the line that came last */
	/* What that line announces at its end, still to be read. */
	struct imap_input_literal literal;
	uint64_t lines_left; /* bytes */
	enum imap_input state;
};
void imap_upload_init(struct imap_upload *upload, struct imap_session *session,
		      const struct imap_request *request, struct span rest);

enum imap_upload_literal {
	IMAP_UPLOAD_NONE, /* more, or nothing, stands there */
	IMAP_UPLOAD_LITERAL,
	IMAP_UPLOAD_LITERAL8, /* ~{n}, RFC 3516 */
};
/* Is `rest` nothing but the announcement of a literal? */
enum imap_upload_literal imap_upload_is(const struct imap_upload *upload);
/* Reads that literal, then the line behind it. false: the command can't go on
 * (upload->state; imap_upload_drop). */
MUST_CHECK bool imap_upload_receive(struct imap_upload *upload,
				    struct imap_sink *sink);
/* " <astring>" of which the string may be a literal still to be read, with
 * the line behind it. false as above, or *out_malformed. */
MUST_CHECK bool imap_upload_astring(struct imap_upload *upload,
				    struct span *out, bool *out_malformed);
/* Reads what is left of the command and forgets it; returns `result`, or
 * IMAP_BYE if the session can't go on. */
enum imap_result imap_upload_drop(struct imap_upload *upload,
				  enum imap_result result);
