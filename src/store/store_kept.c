/* SPDX-License-Identifier: MIT */
/* UIDVALIDITY stands before the bytes: a folder that was made anew has other
 * messages. */
#include "store/store_kept.h"

#include <endian.h>
#include <string.h>

#include "base/auto.h"
#include "store/store_priv.h"

enum {
	HEAD = 4,
	/* That share of all may be read anew before all is written anew. */
	SHARE = 64
};

uint32_t store_kept_u32(struct span bytes, size_t at)
{
	uint32_t n;

	memcpy(&n, bytes.ptr + at, sizeof(n));
	return le32toh(n);
}

void store_kept_add_u32(struct buf *out, uint32_t n)
{
	n = htole32(n);
	buf_add(out, span_make(&n, sizeof(n)));
}

void store_kept_add_column(struct buf *out, const struct ranges *uids,
			   const uint32_t *number, uint32_t count)
{
	auto_buf struct buf packed;

	buf_init(&packed, UINT32_MAX);
	ranges_pack(uids, &packed);
	store_kept_add_u32(out, (uint32_t)packed.len);
	buf_add(out, buf_span(&packed));
	for (uint32_t i = 0; i < count; i++)
		store_kept_add_u32(out, number[i]);
}

bool store_kept_column(struct span value, struct ranges *out_uids,
		       struct span *out_numbers)
{
	struct span rest = span_from(value, sizeof(uint32_t));
	size_t packed;

	if (value.len < sizeof(uint32_t))
		return false;
	packed = store_kept_u32(value, 0);
	if (!ranges_unpack(out_uids, span_first(rest, packed), SIZE_MAX))
		return false;
	*out_numbers = span_from(rest, packed);
	return out_numbers->len == 4 * (size_t)ranges_size(out_uids);
}

bool store_kept_goes_on(const struct ranges *uids, uint32_t rows,
			struct store_box *box, const struct ranges *missing)
{
	return ranges_from(missing, 1) ==
		       ranges_from(missing, ranges_last(uids)) &&
	       rows <= 2 * ranges_size(&box->uids) + STORE_KEPT_LEAST;
}

bool store_kept_is_worth(uint32_t rows, uint32_t kept)
{
	return rows - kept >= STORE_KEPT_LEAST + kept / SHARE;
}

bool store_kept_get(struct store_read *read, uint32_t number, struct span *out)
{
	struct err err = { 0 };

	if (!index_order_get(read->txn, read->box->folder, number, out, &err) ||
	    out->len < HEAD ||
	    store_kept_u32(*out, 0) != read->folder.uidvalidity)
		return false;
	*out = span_from(*out, HEAD);
	return true;
}

static bool put_once(struct store_box *box, uint32_t number, struct span bytes,
		     struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct index_folder record;
	auto_buf struct buf value;

	buf_init(&value, UINT32_MAX);
	if (!store_txn_begin(box->user, &t, err) ||
	    !store_box_find(box, t.txn, &record, err))
		return false;
	store_kept_add_u32(&value, record.uidvalidity);
	buf_add(&value, bytes);
	return index_order_put(t.txn, box->folder, number, buf_span(&value),
			       err) &&
	       store_txn_commit(&t, err);
}

void store_kept_put(struct store_box *box, uint32_t number, struct span bytes)
{
	unsigned tries = 0;
	struct err err;
	bool ok;

	do {
		err_clear(&err);
		ok = put_once(box, number, bytes, &err);
	} while (!ok && store_txn_retry(box->user, &tries, &err));
}

void store_kept_drop(struct index_txn *txn, uint32_t folder, uint32_t number)
{
	struct err err = { 0 };

	/* Without a head it is none; where even that fails, so does the rest of
	 * the transaction. */
	(void)!index_order_put(txn, folder, number, SPAN(""), &err);
}
