/* SPDX-License-Identifier: MIT */
/* A frame of a worker that gives a client back, and what gate makes of its
 * input. */
#include <stdlib.h>

#include "gate_client.h"
#include "proc/handover.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_make((const char *)data, size);
	struct handover_message message;

	if (!handover_parse(bytes, &message))
		return 0;
	if (message.record.len > HANDOVER_RECORD_MAX ||
	    message.record.len + message.input.len > size ||
	    (message.input.len &&
	     message.input.ptr + message.input.len != bytes.ptr + size))
		abort();
	return gate_client_says(&gate_imap, (const uint8_t *)message.input.ptr,
				message.input.len);
}
