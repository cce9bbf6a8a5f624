/* SPDX-License-Identifier: MIT */
#include "maildir/md_import_list.h"

#include "maildir/md_name.h"

bool md_import_list_line(struct span *text, struct span *out)
{
	size_t at = span_find_char(*text, '\n');

	*out = span_first(*text, at);
	if (at == text->len)
		return false;
	*text = span_from(*text, at + 1);
	return true;
}

bool md_import_list_begin(struct md_import_list *list, struct arena *arena,
			  struct span text, uint64_t uidvalidity,
			  uint64_t uidnext)
{
	struct span line;
	size_t lines = 0;

	*list = (struct md_import_list){ .count = 0 };
	if (uidvalidity == 0 || uidvalidity > UINT32_MAX ||
	    uidnext > (uint64_t)MD_IMPORT_UID_MAX + 1)
		return false;
	while (md_import_list_line(&text, &line))
		lines++;
	list->uidvalidity = (uint32_t)uidvalidity;
	list->uidnext = uidnext ? (uint32_t)uidnext : 1;
	list->entry = arena_alloc_array(arena, lines + 1, sizeof(*list->entry));
	return true;
}

bool md_import_list_add(struct md_import_list *list, uint64_t uid,
			struct span name)
{
	uint32_t last = list->count ? list->entry[list->count - 1].uid : 0;
	struct md_name md;

	if (uid <= last || uid > MD_IMPORT_UID_MAX || !md_name_parse(name, &md))
		return false;
	list->entry[list->count++] = (struct md_import_entry){
		.uid = (uint32_t)uid,
		.base = md.base,
	};
	/* The number in the header may be older than the last line. */
	if (uid >= list->uidnext)
		list->uidnext = (uint32_t)uid + 1;
	return true;
}
