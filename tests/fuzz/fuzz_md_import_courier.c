/* SPDX-License-Identifier: MIT */
/* UIDs in order, and names that a mailbox can have. */
#include "base/auto.h"
#include "base/check.h"
#include "maildir/md_folder.h"
#include "maildir/md_import_courier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena;
	struct md_import_list list;
	auto_buf struct buf dir;
	struct span *names;
	struct err err;
	size_t count;
	uint32_t last = 0;

	arena_init(&arena);
	if (md_import_courier_parse(span_make(data, size), &arena, &list)) {
		ASSERT(list.uidvalidity > 0);
		for (size_t i = 0; i < list.count; i++) {
			ASSERT(list.entry[i].uid > last);
			last = list.entry[i].uid;
		}
		ASSERT(list.uidnext > last);
	}
	buf_init(&dir, 1024);
	md_import_courier_subscribed(span_make(data, size), &arena, &names,
				     &count);
	for (size_t i = 0; i < count; i++)
		ASSERT(md_folder_dir(names[i], &dir, &err));
	return 0;
}
