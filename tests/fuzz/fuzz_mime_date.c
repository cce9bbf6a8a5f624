/* SPDX-License-Identifier: MIT */
/* Any bytes as a date: one that is read can be written and read again. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_buf struct buf text;
	int64_t utc, again_utc;
	int32_t zone, again_zone;

	buf_init(&text, 100);
	if (!mime_date_parse(span_make(data, size), &utc, &zone))
		return 0;
	mime_date_write(&text, utc, zone);
	ASSERT(mime_date_parse(buf_span(&text), &again_utc, &again_zone));
	ASSERT(utc == again_utc && zone == again_zone);
	return 0;
}
