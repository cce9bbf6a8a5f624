/* SPDX-License-Identifier: MIT */
/* Keys of 64 bits that get the numbers 1, 2, 3 … in the order they come. */
#pragma once

#include <stdint.h>

struct store_numbers {
	uint64_t *key; /* of number i + 1 */
	uint32_t count;
	uint32_t space;
	uint32_t *slot; /* private: numbers by key; 0 is free */
	uint32_t slots; /* 0: to be filled from `key` */
};

/* The key's number, which it gets now if it had none. */
uint32_t store_numbers_of(struct store_numbers *n, uint64_t key);
void store_numbers_release(struct store_numbers *n);
