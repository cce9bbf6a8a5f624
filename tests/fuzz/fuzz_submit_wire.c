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
	struct submit_recipient recipient[MAX];
	struct submit_envelope envelope;
	enum submit_taken taken;
	auto_buf struct buf again;
	struct err err = { 0 };

	buf_init(&again, SUBMIT_WIRE_ENVELOPE_MAX);
	if (submit_wire_read(input, recipient, MAX, &envelope, &err)) {
		ASSERT(envelope.recipient_count > 0 &&
		       envelope.recipient_count <= MAX);
		ASSERT(submit_wire_write(&envelope, &again, &err));
		ASSERT(span_eq(buf_span(&again), input));
	}
	if (!submit_wire_judge(input, &taken, &err))
		ASSERT(err.kind == ERR_TEMP || err.kind == ERR_DENIED);
	return 0;
}
