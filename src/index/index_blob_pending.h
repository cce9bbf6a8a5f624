/* SPDX-License-Identifier: MIT */
/*
 * What a write transaction adds to a blob file, gathered so that many entries
 * are written at once. Belongs to the open blob files of an environment.
 */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/err.h"

struct index_blob_file;

struct index_blob_pending {
	struct buf bytes;
	struct index_blob_file *to; /* NULL: nothing is pending */
	uint64_t at;
};
void index_blob_pending_init(struct index_blob_pending *p);
/* An entry, head and payload, at that place of the file, which has it only
 * after _flush. */
MUST_CHECK bool index_blob_pending_add(struct index_blob_pending *p,
				       struct index_blob_file *to, uint64_t at,
				       struct span head, struct span payload,
				       struct err *err);
/* Before the commit, and before anybody reads that file or closes it. */
MUST_CHECK bool index_blob_pending_flush(struct index_blob_pending *p,
					 struct err *err);
/* The transaction has ended: what is still there is not wanted. */
void index_blob_pending_discard(struct index_blob_pending *p);
