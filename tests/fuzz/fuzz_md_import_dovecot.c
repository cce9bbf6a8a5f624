/* SPDX-License-Identifier: MIT */
/* A list that is taken has UIDs in order, below its next UID. */
#include "base/auto.h"
#include "base/check.h"
#include "maildir/md_import_dovecot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena;
	struct md_import_list list;
	uint32_t last = 0;

	arena_init(&arena);
	if (md_import_dovecot_parse(span_make(data, size), &arena, &list)) {
		ASSERT(list.uidvalidity > 0);
		for (size_t i = 0; i < list.count; i++) {
			ASSERT(list.entry[i].uid > last);
			last = list.entry[i].uid;
		}
		ASSERT(list.uidnext > last);
	}
	return 0;
}
