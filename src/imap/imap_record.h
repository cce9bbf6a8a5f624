/* SPDX-License-Identifier: MIT */
/*
 * The session record: what of a session must survive a park, as bytes. Sets
 * are packed as varint deltas, so that an unbroken mailbox of any size takes a
 * few bytes.
 *
 * - u8 version, u8 flags (1: a mailbox is selected, 2: read-write, 4: in IDLE,
 *   8: under COMPRESS), u32 enabled, text user, u64 when its wait ends
 *   (monotonic ms);
 * - with IDLE: text tag;
 * - u32 bad commands in a row, u64 begin (monotonic ms), u64 bytes in,
 *   u64 bytes out, 9 u64 what was done (the order of imap_record_counters);
 * - under COMPRESS: u64 bytes inflated, u64 bytes that they became, u8 bits
 *   (0..7) of u8 last byte and text bytes still to be inflated, text window,
 *   text inflated and not read;
 * - text of imap_notify_pack;
 * - with a mailbox: text name, u32 uidvalidity, 16 bytes mailbox id,
 *   u32 uidnext, u64 modseq, u64 expunge_modseq, u64 file and u64 number of the
 *   index's last transaction that left nothing to tell (0: none), with u64
 *   modified and u64 changed of new/, then of cur/ (ns), u32 keywords told,
 *   set uids, set recent, set saved, text of imap_context_pack.
 *
 * Numbers and texts are those of imap_pack.h.
 */
#pragma once

#include "imap/imap_deflate.h"
#include "imap/imap_session.h"
#include "stats/stats.h"

enum {
	IMAP_RECORD_VERSION = 4,
	IMAP_RECORD_COUNTERS = 9,
};

/* What the session's last line in the log tells. */
extern const enum stats_counter imap_record_counters[IMAP_RECORD_COUNTERS];

struct imap_record {
	struct span user; /* like mailbox: borrowed */
	uint32_t enabled;
	struct span idle_tag; /* of the IDLE that it is in; empty: none */
	int64_t wait_end_ms;  /* clock_mono_ms */
	uint32_t bad_in_row;
	int64_t begin_ms; /* clock_mono_ms */
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t done[IMAP_RECORD_COUNTERS];
	bool compressed;
	struct imap_deflate_state deflate; /* window borrowed */
	struct span unread;                /* under COMPRESS; borrowed */
	struct span notify;                /* borrowed */
	bool selected;                     /* the rest holds only then */
	struct span mailbox;               /* the path */
	enum store_access access;
	uint32_t uidvalidity;
	uint8_t mailbox_id[16];
	uint32_t uidnext;
	uint64_t modseq;
	uint64_t expunge_modseq;
	struct store_still still;
	uint32_t keywords;
	struct ranges uids;
	struct ranges recent;
	struct ranges saved;  /* "$" (RFC 5182) */
	struct span contexts; /* borrowed */
};

void imap_record_init(struct imap_record *record);
void imap_record_release(struct imap_record *record);

/* What the session is now; borrows its names (the mailbox's from the arena),
 * copies its sets. Without IDLE, COMPRESS,
 * NOTIFY and searches that are followed. */
void imap_record_of(struct imap_session *session, struct imap_record *out);
/* Appends; out->full says that the view was too scattered to be kept. */
void imap_record_write(const struct imap_record *record, struct buf *out);
/* Names lie in bytes. ERR_SYNTAX for anything that write does not make. */
MUST_CHECK bool imap_record_read(struct span bytes, struct imap_record *out,
				 struct err *err);
