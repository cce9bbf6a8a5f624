/* SPDX-License-Identifier: MIT */
/* Packed ranges of unknown bytes: what is taken is packed as the same bytes. */
#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/ranges.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_make(data, size);
	auto_buf struct buf out;
	struct ranges r;

	buf_init(&out, size);
	ranges_init(&r);
	if (ranges_unpack(&r, in, size)) {
		ranges_pack(&r, &out);
		ASSERT(span_eq(buf_span(&out), in));
	}
	ranges_release(&r);
	return 0;
}
