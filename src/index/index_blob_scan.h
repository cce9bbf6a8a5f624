/* SPDX-License-Identifier: MIT */
/*
 * The bytes of a blob file (doc/format/index.md): its head, and entries that
 * prove themselves by a secret of the file, the UID, a length and a sum. Pure.
 *
 * The secret keeps bytes of a mail that look like an entry from being taken
 * for one when a damaged stretch is skipped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum {
	INDEX_BLOB_FILE_HEAD = 40,
	INDEX_BLOB_HEAD = 24,
	INDEX_BLOB_ALIGN = 8,
	INDEX_BLOB_MAX = 4 * 1024 * 1024,
};

void index_blob_scan_write_file_head(const uint8_t mailbox_id[16],
				     uint64_t secret,
				     char out[INDEX_BLOB_FILE_HEAD]);
/* False: not the head of a blob file of this mailbox. */
bool index_blob_scan_read_file_head(struct span head,
				    const uint8_t mailbox_id[16],
				    uint64_t *out_secret);

void index_blob_scan_write_head(uint64_t secret, uint32_t uid,
				struct span payload, char out[INDEX_BLOB_HEAD]);
/* The payload of the entry at the front of `bytes`; false if it is not whole
 * and good. */
bool index_blob_scan_entry(struct span bytes, uint64_t secret,
			   uint32_t *out_uid, struct span *out_payload);
/* The same without a look at the sum: the payload may be damaged. */
bool index_blob_scan_peek(struct span bytes, uint64_t secret, uint32_t *out_uid,
			  struct span *out_payload);
/* Where the entry behind one with this payload begins, counted from its own
 * begin. */
uint64_t index_blob_scan_step(size_t payload_len);
/*
 * The first good entry at or after *at (an offset in file); moves *at behind
 * it and gives its place. False: no more. Damaged stretches are skipped.
 */
bool index_blob_scan_next(struct span file, uint64_t secret, uint64_t *at,
			  uint64_t *out_place, uint32_t *out_uid,
			  struct span *out_payload);
