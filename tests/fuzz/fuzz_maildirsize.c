/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "quota/quota.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct quota_limit limit = { 1000, 20 };
	struct quota_amount amount;
	bool stale;

	quota_size_parse(span_make(data, size), &limit, &amount, &stale);
	ASSERT(amount.bytes <= INT64_MAX && amount.messages <= INT64_MAX);
	ASSERT(stale || size < 5120);
	return 0;
}
