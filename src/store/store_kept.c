/* SPDX-License-Identifier: MIT */
/* UIDVALIDITY stands before the bytes: a folder that was made anew has other
 * messages. */
#include "store/store_kept.h"

#include <endian.h>
#include <string.h>

#include "base/auto.h"
#include "store/store_priv.h"

enum {
	HEAD = 4
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
