/* SPDX-License-Identifier: MIT */
/*
 * The messages of APPEND and REPLACE (append-message of RFC 4466): options and
 * data of each, one after the other, into a batch that is stored all or none.
 */
#pragma once

#include "imap/imap_mailbox.h"
#include "imap/imap_upload.h"

struct imap_append {
	struct imap_mailbox to;
	struct store_batch *batch;
	uint64_t messages_max;
	/* Of the message that goes when this one is stored, or 0. */
	uint64_t replaced_size;
	/* private: */
	struct imap_upload upload;
	struct imap_request *request;
	uint64_t messages;
	struct ranges seen;     /* those that the user has seen, by number */
	uint64_t size;          /* of those in the batch */
	struct imap_sink *sink; /* of the one that comes */
};
void imap_append_release(struct imap_append *append);

/* " mailbox [flags] [date] data …" up to a literal's announcement or not: is
 * there a mailbox, so that what follows is for imap_append_take? */
bool imap_append_begins(struct span args);
/*
 * Takes " mailbox" and all messages off the command, whose arguments `rest` is
 * the last of. IMAP_OK: they are in append->batch; else that is the answer, and
 * the command has been read to its end. The fields above "private" but `to`
 * and `batch` are the caller's to fill.
 */
enum imap_result imap_append_take(struct imap_append *append,
				  struct imap_session *session,
				  struct imap_request *request,
				  struct span rest);
/* Stores them; "APPENDUID …" is then in request->code. */
enum imap_result imap_append_store(struct imap_append *append);
