/* SPDX-License-Identifier: MIT */
/*
 * FNV-1a with 64 bits: for tables and small checksums, quick for short strings.
 * No defence against who chooses the bytes, unless the start is a secret.
 */
#pragma once

#include <stdint.h>

#include "base/span.h"

#define HASH_START UINT64_C(0xcbf29ce484222325)

static inline uint64_t hash_add_char(uint64_t hash, char c)
{
	return (hash ^ (unsigned char)c) * UINT64_C(0x100000001b3);
}

/* Of what was hashed before (HASH_START: of nothing) with these bytes behind
 * it. */
static inline uint64_t hash_add(uint64_t hash, struct span bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		hash = hash_add_char(hash, bytes.ptr[i]);
	return hash;
}
