/* SPDX-License-Identifier: MIT */
/*
 * The parts of a session record (imap_record.h): numbers are big-endian; a text
 * is a u32 length and its bytes; a set is a text, packed as ranges_pack does.
 * What takes returns false where too little is left.
 */
#pragma once

#include "base/buf.h"
#include "base/check.h"
#include "base/ranges.h"

enum {
	IMAP_PACK_RANGES_MAX = 64 << 20, /* bytes of one set */
	IMAP_PACK_RUNS_MAX = 8 << 20,    /* in one set that is taken */
};

void imap_pack_number(struct buf *out, uint64_t n, unsigned bytes);
void imap_pack_text(struct buf *out, struct span text);
void imap_pack_ranges(struct buf *out, const struct ranges *ranges);

MUST_CHECK bool imap_pack_take_bytes(struct span *rest, size_t len,
				     struct span *out);
MUST_CHECK bool imap_pack_take_number(struct span *rest, unsigned bytes,
				      uint64_t *out);
MUST_CHECK bool imap_pack_take_u32(struct span *rest, uint32_t *out);
MUST_CHECK bool imap_pack_take_text(struct span *rest, struct span *out);
/* Replaces *out. */
MUST_CHECK bool imap_pack_take_ranges(struct span *rest, struct ranges *out);
