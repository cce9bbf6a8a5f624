/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "maildir/md_uid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct md_uid uid;

	if (md_uid_parse(span_make(data, size), &uid))
		ASSERT(uid.uidvalidity && uid.uid_ceiling &&
		       uid.modseq_ceiling);
	return 0;
}
