/* SPDX-License-Identifier: MIT */
/* A blob file of unknown bytes: every payload that is found lies inside it. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "index/index_blob_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t mailbox_id[16] = "fuzz-mailbox-id";
	struct span file = span_make(data, size);
	uint64_t secret = 0x6666757a7a;
	uint64_t at = INDEX_BLOB_FILE_HEAD;
	uint64_t last = 0;
	struct span payload;
	uint64_t place;
	uint32_t uid;

	(void)index_blob_scan_read_file_head(file, mailbox_id, &secret);
	while (index_blob_scan_next(file, secret, &at, &place, &uid,
				    &payload)) {
		ASSERT(uid != 0 && place >= last && place < at);
		ASSERT(payload.ptr >= file.ptr + place + INDEX_BLOB_HEAD);
		ASSERT(payload.ptr + payload.len <= file.ptr + file.len);
		last = at;
	}
	return 0;
}
