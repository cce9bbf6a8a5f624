/* SPDX-License-Identifier: MIT */
/*
 * What one command found out about the messages of a folder, kept in its index
 * for the next one. It may be gone at any time.
 */
#pragma once

#include "store/store_message.h"

enum store_kept {
	/* Below: ranks by an enum store_sort_key. */
	STORE_KEPT_LINKS = 100,
	STORE_KEPT_SIZES,
};

/* Valid until the bracket ends; false: there is none. */
bool store_kept_get(struct store_read *read, uint32_t number, struct span *out);
/* In the place of what was there; where that fails, nothing else does. No read
 * bracket may be open. */
void store_kept_put(struct store_box *box, uint32_t number, struct span bytes);

/* Within a writer's own transaction: what was kept has become wrong. */
void store_kept_drop(struct index_txn *txn, uint32_t folder, uint32_t number);

/* Numbers of such bytes are little-endian. */
uint32_t store_kept_u32(struct span bytes, size_t at);
void store_kept_add_u32(struct buf *out, uint32_t n);
