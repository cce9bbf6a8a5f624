/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what FETCH asks for, and those behind the first NUL as the
 * message: each section is given out in as many octets as were announced.
 */
#include <stdint.h>
#include <string.h>

#include "base/auto.h"
#include "base/check.h"
#include "imap/fetch_section.h"
#include "mime/mime_summary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_section(const struct fetch_item *item, struct span message,
			  struct span parts)
{
	struct fetch_section section;
	auto_buf struct buf piece;
	uint64_t size, given = 0;

	buf_init(&piece, 1 << 20);
	fetch_section_init(&section);
	fetch_section_cut(&section, item, message, parts);
	size = fetch_section_size(&section, item);
	ASSERT(!item->is_partial || size <= item->length);
	while (section.exists && fetch_section_next(&section, &piece)) {
		ASSERT(piece.len > 0);
		ASSERT(fetch_section_has_nul(&section) ||
		       memchr(piece.ptr, '\0', piece.len) == NULL);
		given += piece.len;
	}
	ASSERT(!section.exists || given == size);
	fetch_section_release(&section);
}

static void check_request(const struct fetch_request *request,
			  struct span message)
{
	struct mime_summary summary;

	mime_summary_init(&summary);
	mime_summary_make(&summary, message, &mime_summary_limits);
	ASSERT(request->count > 0 && request->count <= FETCH_ITEMS_MAX + 1);
	for (unsigned i = 0; i < request->count; i++) {
		const struct fetch_item *item = &request->items[i];

		if (item->kind != FETCH_SECTION)
			continue;
		ASSERT(item->label.len > 0);
		ASSERT(memchr(item->label.ptr, '\0', item->label.len) == NULL);
		check_section(item, message, buf_span(&summary.parts));
	}
	mime_summary_release(&summary);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	size_t end = span_find_char(input, '\0');
	auto_arena struct arena arena;
	struct fetch_request request;

	arena_init(&arena);
	if (fetch_parse(span_first(input, end), true, &arena, &request) ==
	    FETCH_PARSED)
		check_request(&request, span_from(input, end + 1));
	return 0;
}
