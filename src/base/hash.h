/* SPDX-License-Identifier: MIT */
/*
 * FNV-1a with 64 bits: for tables and small checksums, quick for short strings.
 * No defence against who chooses the bytes, unless the start is a secret.
 */
#pragma once

#include <stdint.h>

#include "base/span.h"

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* Of what was hashed before (HASH_START: of nothing) with these bytes behind
 * it. */
static inline uint64_t hash_add(uint64_t hash, struct span bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		hash = (hash ^ (unsigned char)bytes.ptr[i]) *
		       UINT64_C(0x100000001b3);
	return hash;
}
