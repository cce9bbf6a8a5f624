/* SPDX-License-Identifier: MIT */
/*
 * FNV-1a with 64 bits: for tables and small checksums, quick for short strings;
 * and the same idea a word at a time, for long ones and numbers. No defence
 * against who chooses the bytes, unless the start is a secret.
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

/* With other values than hash_add. A word changed changes the hash. */
static inline uint64_t hash_add_word(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9fb21c651e98df25);
	return hash ^ hash >> 32;
}

/* The same for any words of this machine; zeros may stand behind the last
 * byte, so that the length is to be hashed, too. */
static inline uint64_t hash_add_words(uint64_t hash, struct span bytes)
{
	while (bytes.len >= sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, bytes.ptr, sizeof(word));
		hash = hash_add_word(hash, word);
		bytes = span_from(bytes, sizeof(word));
	}
	if (bytes.len) {
		uint64_t word = 0;

		memcpy(&word, bytes.ptr, bytes.len);
		hash = hash_add_word(hash, word);
	}
	return hash;
}
