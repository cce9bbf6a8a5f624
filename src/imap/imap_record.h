/* SPDX-License-Identifier: MIT */
/*
 * The session record: what of a session must survive a park, as bytes. Sets
 * are packed as varint deltas, so that an unbroken mailbox of any size takes a
 * few bytes.
 *
 *   u8 version, u8 flags (1: a mailbox is selected, 2: read-write),
 *   u32 enabled, text user; with a mailbox: text name, u32 uidvalidity,
 *   16 bytes mailbox id, u32 uidnext, u64 modseq, u64 expunge_modseq,
 *   text packed uids, text packed recent
 *
 * Numbers are big-endian; a text is a u32 length and its bytes.
 */
#pragma once

#include "imap/imap_session.h"

enum {
	IMAP_RECORD_VERSION = 1,
	IMAP_RECORD_MAX = 64 << 20,
	IMAP_RECORD_RUNS_MAX = 8 << 20,
};

struct imap_record {
	struct span user; /* like mailbox: borrowed */
	uint32_t enabled;
	bool selected;       /* the rest holds only then */
	struct span mailbox; /* the path */
	enum store_access access;
	uint32_t uidvalidity;
	uint8_t mailbox_id[16];
	uint32_t uidnext;
	uint64_t modseq;
	uint64_t expunge_modseq;
	struct ranges uids;
	struct ranges recent;
};

void imap_record_init(struct imap_record *record);
void imap_record_release(struct imap_record *record);

/* What the session is now; borrows its names (the mailbox's from the arena),
 * copies its sets. */
void imap_record_of(struct imap_session *session, struct imap_record *out);
/* Appends; out->full says that the view was too scattered to be kept. */
void imap_record_write(const struct imap_record *record, struct buf *out);
/* Names lie in bytes. ERR_SYNTAX for anything that write does not make. */
MUST_CHECK bool imap_record_read(struct span bytes, struct imap_record *out,
				 struct err *err);
