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

/* A column: UIDs and a number for each, which may also lie elsewhere. */
void store_kept_add_column(struct buf *out, const struct ranges *uids,
			   const uint32_t *number, uint32_t count);
/* *out_numbers: for store_kept_u32, four bytes for each of *out_uids, which is
 * initialised. false: it is no column. */
MUST_CHECK bool store_kept_column(struct span value, struct ranges *out_uids,
				  struct span *out_numbers);

enum {
	/* Fewer are read faster than a transaction is made. */
	STORE_KEPT_LEAST = 100
};
/* Whether rows of `uids`, in their order, can be gone on with: what is missing
 * lies behind them, and they are not mostly of messages that are gone. */
bool store_kept_goes_on(const struct ranges *uids, uint32_t rows,
			struct store_box *box, const struct ranges *missing);
/* Whether so many more rows than were kept are worth writing them all anew. */
bool store_kept_is_worth(uint32_t rows, uint32_t kept);

/* Within a writer's own transaction: what was kept has become wrong. */
void store_kept_drop(struct index_txn *txn, uint32_t folder, uint32_t number);

/* Numbers of such bytes are little-endian. */
uint32_t store_kept_u32(struct span bytes, size_t at);
void store_kept_add_u32(struct buf *out, uint32_t n);
