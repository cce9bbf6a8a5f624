/* SPDX-License-Identifier: MIT */
/* A list that can be read means the same when it has been written. */
#include "base/auto.h"
#include "base/check.h"
#include "maildir/md_acl_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct md_acl_person person = { SPAN("bob"), SPAN("a,b") };
	auto_arena struct arena arena;
	auto_buf struct buf text;
	struct md_acl_list list;
	struct md_acl_list again;
	struct err err = { 0 };

	arena_init(&arena);
	buf_init(&text, 16 * size + 64);
	if (!md_acl_list_parse(span_make(data, size), &arena, &list, &err))
		return 0;
	md_acl_list_write(&list, &text);
	ASSERT(md_acl_list_parse(buf_span(&text), &arena, &again, &err));
	ASSERT(list.count == again.count);
	ASSERT(md_acl_list_rights(&list, &person) ==
	       md_acl_list_rights(&again, &person));
	ASSERT(md_acl_list_owner_rights(&list, &person) ==
	       md_acl_list_owner_rights(&again, &person));
	return 0;
}
