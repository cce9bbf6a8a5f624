/* SPDX-License-Identifier: MIT */
/*
 * A value in the index, all little-endian: u32 UIDVALIDITY, u32 length of the
 * packed UIDs, these, then u32 the rank of each.
 */
#include "store/store_ranks.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_orders.h"
#include "store/store_priv.h"

enum {
	/* Fewer are sorted faster than a transaction is made. */
	COUNT_LEAST = 100,
	HEAD = 8,
};

static uint32_t get32(struct span s, size_t at)
{
	uint32_t n;

	memcpy(&n, s.ptr + at, sizeof(n));
	return le32toh(n);
}

static void add32(struct buf *out, uint32_t n)
{
	n = htole32(n);
	buf_add(out, span_make(&n, sizeof(n)));
}

/* ---- reading ---- */

/* Of one run of UIDs; false: not all of it is known. */
static bool take_run(struct ranges *known, struct span ranks,
		     const struct range *run, uint32_t *out)
{
	uint32_t place = ranges_rank(known, run->first);

	if (place == 0 || ranges_run_end(known, run->first) < run->last)
		return false;
	for (uint32_t i = 0; i <= run->last - run->first; i++)
		out[i] = get32(ranks, 4 * ((size_t)place - 1 + i));
	return true;
}

static bool take_all(struct ranges *known, struct span ranks,
		     const struct ranges *uids, uint32_t *out)
{
	for (size_t i = 0; i < uids->count; i++) {
		const struct range *run = &uids->run[i];

		if (!take_run(known, ranks, run, out))
			return false;
		out += run->last - run->first + 1;
	}
	return true;
}

static uint32_t *read_value(struct span value, uint32_t uidvalidity,
			    const struct ranges *uids)
{
	auto_ranges struct ranges known;
	struct span rest = span_from(value, HEAD);
	uint32_t *ranks;
	size_t packed;

	ranges_init(&known);
	if (value.len < HEAD || get32(value, 0) != uidvalidity)
		return NULL;
	packed = get32(value, 4);
	if (!ranges_unpack(&known, span_first(rest, packed), SIZE_MAX))
		return NULL;
	rest = span_from(rest, packed);
	if (rest.len != 4 * (size_t)ranges_size(&known))
		return NULL;
	ranks = x_realloc_array(NULL, store_orders_count(uids), sizeof(*ranks));
	if (take_all(&known, rest, uids, ranks))
		return ranks;
	free(ranks);
	return NULL;
}

uint32_t *store_ranks_get(struct store_box *box, enum store_sort_key key,
			  const struct ranges *uids)
{
	uint32_t *ranks = NULL;
	struct store_read read;
	struct span value;
	struct err err = { 0 };

	if (!store_read_begin(box, &read, &err))
		return NULL;
	if (index_order_get(read.txn, box->folder, key, &value, &err))
		ranks = read_value(value, read.folder.uidvalidity, uids);
	store_read_end(&read);
	return ranks;
}

/* ---- writing ---- */

static void write_value(struct buf *out, uint32_t uidvalidity,
			const struct ranges *uids, const uint32_t *ranks)
{
	size_t count = store_orders_count(uids);
	auto_buf struct buf packed;

	buf_init(&packed, SIZE_MAX / 2);
	ranges_pack(uids, &packed);
	add32(out, uidvalidity);
	add32(out, (uint32_t)packed.len);
	buf_add(out, buf_span(&packed));
	for (size_t i = 0; i < count; i++)
		add32(out, ranks[i]);
}

static bool put_once(struct store_box *box, enum store_sort_key key,
		     const struct ranges *uids, const uint32_t *ranks,
		     struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct index_folder record;
	auto_buf struct buf value;

	buf_init(&value, UINT32_MAX);
	if (!store_txn_begin(box->user, &t, err) ||
	    !store_box_find(box, t.txn, &record, err))
		return false;
	write_value(&value, record.uidvalidity, uids, ranks);
	return index_order_put(t.txn, box->folder, key, buf_span(&value),
			       err) &&
	       store_txn_commit(&t, err);
}

void store_ranks_put(struct store_box *box, enum store_sort_key key,
		     const struct ranges *uids, const uint32_t *ranks)
{
	unsigned tries = 0;
	struct err err;
	bool ok;

	if (store_orders_count(uids) < COUNT_LEAST)
		return;
	do {
		err_clear(&err);
		ok = put_once(box, key, uids, ranks, &err);
	} while (!ok && store_txn_retry(box->user, &tries, &err));
}
