/* SPDX-License-Identifier: MIT */
/* Any bytes as a header: fields lie in it, decoding gives valid UTF-8. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/utf8.h"
#include "mime/mime_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(struct span value)
{
	auto_buf struct buf text;
	auto_buf struct buf addresses;

	buf_init(&text, value.len * 4 + 16);
	buf_init(&addresses, value.len * 8 + 64);
	mime_header_decode(&text, value);
	ASSERT(!text.full && utf8_is_valid(buf_span(&text)));
	mime_address_text(&addresses, value);
	ASSERT(!addresses.full);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span header = span_make(data, size);
	struct span rest = header;
	struct mime_field f;

	ASSERT(mime_header_length(header) <= size);
	while (mime_header_next(&rest, &f)) {
		ASSERT(f.raw.ptr + f.raw.len == rest.ptr);
		ASSERT(f.name.ptr == f.raw.ptr && f.name.len > 0);
		ASSERT(f.value.ptr > f.name.ptr);
		ASSERT(f.value.ptr + f.value.len <= rest.ptr);
		check_value(f.value);
	}
	check_value(header);
	return 0;
}
