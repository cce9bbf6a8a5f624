/* SPDX-License-Identifier: MIT */
/* File names: what is parsed lies within the name, and what we write from it
 * parses to the same. */
#include "base/auto.h"
#include "base/check.h"
#include "maildir/md_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct md_name name;
	struct md_name again;
	auto_buf struct buf out;

	buf_init(&out, size + 64);
	if (!md_name_parse(span_make(data, size), &name))
		return 0;
	ASSERT(name.base.len <= size);
	ASSERT(md_name_strip_uid(name.base).len <= name.base.len);
	md_name_write(&out, name.base, name.flags, name.keywords);
	ASSERT(!out.full && md_name_parse(buf_span(&out), &again));
	ASSERT(span_eq(name.base, again.base));
	ASSERT(name.flags == again.flags && name.keywords == again.keywords);
	ASSERT(name.uid == again.uid && name.has_uid == again.has_uid);
	return 0;
}
