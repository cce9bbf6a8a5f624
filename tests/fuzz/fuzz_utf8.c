/* SPDX-License-Identifier: MIT */
/* Names of unknown bytes, as UTF-8 and as modified UTF-7: there and back. */
#include <stddef.h>
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_make(data, size);
	auto_buf struct buf out;
	auto_buf struct buf back;

	buf_init(&out, 8 * size + 16);
	buf_init(&back, 8 * size + 16);
	if (utf8_to_mutf7(&out, in)) {
		ASSERT(utf8_is_valid(in));
		ASSERT(utf8_from_mutf7(&back, buf_span(&out)));
		ASSERT(span_eq(buf_span(&back), in));
	}
	buf_reset(&out);
	if (utf8_from_mutf7(&out, in))
		ASSERT(utf8_is_valid(buf_span(&out)));
	return 0;
}
