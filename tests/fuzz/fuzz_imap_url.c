/* SPDX-License-Identifier: MIT */
/* Any bytes as the URL of a message. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "imap/imap_url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena;
	struct imap_url url;

	arena_init(&arena);
	if (!imap_url_parse(span_make(data, size), &arena, &url))
		return 0;
	ASSERT(url.uid > 0);
	ASSERT(!url.mailbox.ptr || url.mailbox.len > 0);
	ASSERT(span_find_char(url.mailbox, '%') == url.mailbox.len ||
	       url.mailbox.len < size);
	ASSERT(url.section.len <= size);
	return 0;
}
