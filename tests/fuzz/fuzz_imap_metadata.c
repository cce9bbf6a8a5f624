/* SPDX-License-Identifier: MIT */
/* Any bytes as the arguments of GETMETADATA and of SETMETADATA. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "imap/imap_metadata_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	ENTRIES_MAX = 5
};

static void check_get(struct span text, struct arena *arena)
{
	struct imap_metadata_ask ask = { .max_size = UINT64_MAX };

	if (!imap_metadata_parse_options(&text, &ask))
		return;
	if (imap_metadata_parse_entries(text, ENTRIES_MAX, arena, &ask) ==
	    IMAP_METADATA_MALFORMED)
		return;
	ASSERT(ask.count > 0 && ask.count <= ENTRIES_MAX);
	ASSERT(ask.depth <= IMAP_METADATA_ALL);
	for (size_t i = 0; i < ask.count; i++)
		ASSERT(span_starts(ask.entry[i], SPAN("/")));
}

static void check_set(struct span text, struct arena *arena)
{
	struct store_metadata *list;
	size_t count;

	if (imap_metadata_parse_values(text, ENTRIES_MAX, arena, &list,
				       &count) == IMAP_METADATA_MALFORMED)
		return;
	ASSERT(count > 0 && count <= ENTRIES_MAX);
	for (size_t i = 0; i < count; i++)
		ASSERT(imap_metadata_parse_is_entry(list[i].entry) &&
		       list[i].value.len <= text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena;

	arena_init(&arena);
	check_get(span_make(data, size), &arena);
	check_set(span_make(data, size), &arena);
	return 0;
}
