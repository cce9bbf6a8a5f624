/* SPDX-License-Identifier: MIT */
/* Every name that comes out is one that a mailbox can have. */
#include "base/auto.h"
#include "base/check.h"
#include "maildir/md_folder.h"
#include "maildir/md_subscriptions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena;
	struct md_keywords keywords;
	auto_buf struct buf dir;
	struct span *names;
	struct err err;
	size_t count;

	arena_init(&arena);
	buf_init(&dir, 1024);
	md_subscriptions_parse(span_make(data, size), &arena, &names, &count);
	for (size_t i = 0; i < count; i++)
		ASSERT(md_folder_dir(names[i], &dir, &err));
	md_keywords_parse(span_make(data, size), &arena, &keywords);
	return 0;
}
