/* SPDX-License-Identifier: MIT */
/* Any bytes as HTML: the text is never longer than the page. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_buf struct buf out;

	buf_init(&out, 1 << 24);
	mime_html_text(&out, span_make(data, size));
	ASSERT(!out.full && out.len <= size);
	return 0;
}
