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
	struct span input;

	if (!handover_parse(bytes, HANDOVER_BACK, &input))
		return 0;
	if (input.len > HANDOVER_INPUT_MAX || input.len > size ||
	    (input.len && input.ptr + input.len != bytes.ptr + size))
		abort();
	return gate_client_says(&gate_imap, (const uint8_t *)input.ptr,
				input.len);
}
