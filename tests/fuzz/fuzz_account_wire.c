/* SPDX-License-Identifier: MIT */
/* Any bytes as an account line; what was read must survive being written. */
#include <stddef.h>
#include <stdint.h>

#include "account/account.h"
#include "account/account_wire.h"
#include "base/auto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	struct account first, second;
	auto_buf struct buf text;
	auto_buf struct buf again;
	struct err err;

	buf_init(&text, 2 * size + 4096);
	buf_init(&again, 2 * size + 4096);
	account_wire_escape(&text, input);
	account_wire_unescape(&again, buf_span(&text));
	ASSERT(span_eq(buf_span(&again), input));
	if (!account_read(input, &first, &err))
		return 0;
	buf_reset(&text);
	account_write(&first, &text);
	ASSERT(account_read(buf_span(&text), &second, &err));
	ASSERT(memcmp(&first, &second, sizeof(first)) == 0);
	return 0;
}
