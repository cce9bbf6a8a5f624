/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "maildir/md_renaming.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct md_renaming r;

	md_renaming_init(&r);
	if (md_renaming_parse(span_make((const char *)data, size), &r))
		ASSERT(r.from.len && r.to.len);
	md_renaming_release(&r);
	return 0;
}
