/* SPDX-License-Identifier: MIT */
/*
 * Looks at the bytes of an LMDB environment (data format 1, as 0.9 writes it)
 * before LMDB does, because LMDB trusts them: a damaged page makes it abort
 * the process or read outside the file. Pure: bytes in, verdict out.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* front: the two meta pages (page size of this machine) of a file of file_size
 * bytes. *out_map is
 * the map size that they ask for, *out_used how many bytes of the file are
 * counted as allocated (the file may be a little shorter). */
bool index_verify_meta(struct span front, uint64_t file_size, uint64_t *out_map,
		       uint64_t *out_used);
enum {
	INDEX_VERIFY_FRONT = 160
};
/* What begins the meta page `number` (0 or 1), of `page` bytes: the number of
 * its transaction. false: it makes no sense. */
bool index_verify_txnid(const char front[INDEX_VERIFY_FRONT], uint64_t number,
			uint64_t page, uint64_t *out);
/* Every page that the snapshot `txnid` reaches. OTHER_SNAPSHOT: its meta page
 * has been written over; try with a newer one. */
enum index_verdict {
	INDEX_VERIFY_GOOD,
	INDEX_VERIFY_BAD,
	INDEX_VERIFY_OTHER_SNAPSHOT,
};
enum index_verdict index_verify_tree(struct span file, uint64_t txnid);
