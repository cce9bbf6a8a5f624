/* SPDX-License-Identifier: MIT */
/* Kept as a column of store_kept.h. */
#include "store/store_ranks.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "store/store_kept.h"
#include "store/store_orders.h"

/* ---- reading ---- */

/* Of one run of UIDs; false: not all of it is known. */
static bool take_run(struct ranges *known, struct span ranks,
		     const struct range *run, uint32_t *out)
{
	uint32_t place = ranges_rank(known, run->first);

	if (place == 0 || ranges_run_end(known, run->first) < run->last)
		return false;
	for (uint32_t i = 0; i <= run->last - run->first; i++)
		out[i] = store_kept_u32(ranks, 4 * ((size_t)place - 1 + i));
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

static uint32_t *read_value(struct span value, const struct ranges *uids)
{
	auto_ranges struct ranges known;
	struct span numbers;
	uint32_t *ranks;

	ranges_init(&known);
	if (!store_kept_column(value, &known, &numbers))
		return NULL;
	ranks = x_realloc_array(NULL, store_orders_count(uids), sizeof(*ranks));
	if (take_all(&known, numbers, uids, ranks))
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
	if (store_kept_get(&read, key, &value))
		ranks = read_value(value, uids);
	store_read_end(&read);
	return ranks;
}

/* ---- writing ---- */

void store_ranks_put(struct store_box *box, enum store_sort_key key,
		     const struct ranges *uids, const uint32_t *ranks)
{
	size_t count = store_orders_count(uids);
	auto_buf struct buf value = { 0 };

	if (count < STORE_KEPT_LEAST)
		return;
	buf_init(&value, UINT32_MAX);
	store_kept_add_column(&value, uids, ranks, (uint32_t)count);
	store_kept_put(box, key, buf_span(&value));
}
