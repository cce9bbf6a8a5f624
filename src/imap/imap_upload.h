/* SPDX-License-Identifier: MIT */
/*
 * Messages within a command (APPEND, REPLACE): its lines and literals as they
 * come, each literal into a sink.
 */
#pragma once

#include "imap/imap_input.h"
#include "store/store_message.h"

/* Where a message goes: into a spool, directly or with its binary parts made
 * base64 (RFC 3516 4.4). After an error the rest is swallowed. */
struct mime_binary;
struct imap_sink {
	struct store_spool *spool;
	struct mime_binary *binary; /* or NULL */
	uint64_t size;              /* of what was written to it */
	struct err err;             /* the first one */
};
enum imap_sink_how {
	IMAP_SINK_PLAIN,
	IMAP_SINK_BINARY
};
void imap_sink_init(struct imap_sink *sink, struct store_user *user);
void imap_sink_release(struct imap_sink *sink);
/* Before anything is written. */
void imap_sink_begin(struct imap_sink *sink, enum imap_sink_how how);
void imap_sink_write(struct imap_sink *sink, struct span bytes);
/* false: *err has what went wrong. */
MUST_CHECK bool imap_sink_end(struct imap_sink *sink, struct err *err);

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
