/* SPDX-License-Identifier: MIT */
/* What one way says comes back the other way, and says the same. */
#include "base/auto.h"
#include "base/check.h"
#include "maildir/md_acl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_buf struct buf ours;
	auto_buf struct buf courier;
	auto_buf struct buf again;

	buf_init(&ours, 16 * size + 64);
	buf_init(&courier, 16 * size + 64);
	buf_init(&again, 16 * size + 64);
	md_acl_from_courier(span_make(data, size), &ours);
	ASSERT(md_acl_to_courier(buf_span(&ours), &courier) == 0);
	ASSERT(md_acl_from_courier(buf_span(&courier), &again) == 0);
	ASSERT(span_eq(buf_span(&ours), buf_span(&again)));
	return 0;
}
