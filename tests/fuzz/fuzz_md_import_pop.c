/* SPDX-License-Identifier: MIT */
/* UIDLs that POP3 can say, one for each base, each found. */
#include "base/check.h"
#include "maildir/md_import_list.h"
#include "maildir/md_import_pop.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_md_import_pop struct md_import_pop pop;

	md_import_pop_init(&pop);
	if (!md_import_pop_parse(&pop, span_make(data, size)))
		return 0;
	for (size_t i = 0; i < pop.count; i++) {
		const struct md_import_uidl *one = &pop.entry[i];

		ASSERT(md_import_pop_find(&pop, one->base) == one);
		ASSERT(one->uidl.len && one->uidl.len <= MD_IMPORT_UIDL_MAX);
		for (size_t c = 0; c < one->uidl.len; c++)
			ASSERT(one->uidl.ptr[c] > ' ' &&
			       one->uidl.ptr[c] < 0x7f);
	}
	return 0;
}
