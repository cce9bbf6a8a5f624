/* SPDX-License-Identifier: MIT */
/* Where a message goes: into a spool, directly or with its binary parts made
 * base64 (RFC 3516 4.4). After an error the rest is swallowed. */
#pragma once

#include "store/store_message.h"

struct mime_binary;
struct imap_sink {
	const struct store_user *user; /* whose it becomes */
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
