/* SPDX-License-Identifier: MIT */
/* Bits are of names that are there; each message stands once. */
#include "base/auto.h"
#include "base/check.h"
#include "maildir/md_import_keywords.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_md_import_keywords struct md_import_keywords k;
	struct span text = span_make(data, size);

	md_import_keywords_init(&k);
	md_import_keywords_list(&k, text);
	md_import_keywords_update(&k, span_first(text, size / 2), text);
	md_import_keywords_finish(&k);
	ASSERT(k.count <= MD_IMPORT_KEYWORDS);
	for (size_t i = 0; i < k.messages; i++) {
		uint64_t bits = k.message[i].bits;

		ASSERT(k.count == MD_IMPORT_KEYWORDS || bits >> k.count == 0);
		ASSERT(md_import_keywords_find(&k, k.message[i].base) == bits);
	}
	return 0;
}
