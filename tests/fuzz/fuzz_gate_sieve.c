/* SPDX-License-Identifier: MIT */
#include "gate_client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return gate_client_says(&gate_sieve, data, size);
}
