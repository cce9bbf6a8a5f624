/* SPDX-License-Identifier: MIT */
#include "store/store_numbers.h"

#include <stdlib.h>
#include <string.h>

#include "base/x.h"

enum {
	FIRST = 1024
};

static uint32_t *slot_of(const struct store_numbers *n, uint64_t key)
{
	uint32_t at = (uint32_t)(key ^ key >> 32) & (n->slots - 1);

	while (n->slot[at] && n->key[n->slot[at] - 1] != key)
		at = (at + 1) & (n->slots - 1);
	return &n->slot[at];
}

/* At most half of the slots are taken. */
static void make_slots(struct store_numbers *n)
{
	uint32_t slots = FIRST;

	while (slots / 2 <= n->count)
		slots *= 2;
	free(n->slot);
	n->slots = slots;
	n->slot = x_calloc(slots, sizeof(*n->slot));
	for (uint32_t i = 0; i < n->count; i++)
		*slot_of(n, n->key[i]) = i + 1;
}

uint32_t store_numbers_of(struct store_numbers *n, uint64_t key)
{
	uint32_t *slot;

	if (n->slots / 2 <= n->count)
		make_slots(n);
	slot = slot_of(n, key);
	if (*slot)
		return *slot;
	if (n->count == n->space) {
		n->space = n->space ? n->space * 2 : FIRST;
		n->key = x_realloc_array(n->key, n->space, sizeof(*n->key));
	}
	n->key[n->count++] = key;
	*slot = n->count;
	return n->count;
}

void store_numbers_release(struct store_numbers *n)
{
	free(n->key);
	free(n->slot);
	*n = (struct store_numbers){ .key = NULL };
}
