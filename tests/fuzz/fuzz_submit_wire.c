/* SPDX-License-Identifier: MIT */
/* Envelopes and answers on the submit socket. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "submit/submit_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MAX = 5
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	struct span sender, recipient[MAX];
	auto_buf struct buf again;
	struct err err = { 0 };
	size_t count;

	buf_init(&again, SUBMIT_WIRE_ENVELOPE_MAX);
	if (submit_wire_read(input, &sender, recipient, MAX, &count, &err)) {
		ASSERT(count > 0 && count <= MAX);
		ASSERT(submit_wire_write(sender, recipient, count, &again,
					 &err));
		ASSERT(span_eq(buf_span(&again), input));
	}
	if (!submit_wire_judge(input, &err))
		ASSERT(err.kind == ERR_TEMP || err.kind == ERR_DENIED);
	return 0;
}
