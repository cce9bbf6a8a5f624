/* SPDX-License-Identifier: MIT */
#include "index/index_priv.h"
#include "index/index_record.h"

bool index_order_get(struct index_txn *txn, uint32_t folder, uint32_t number,
		     struct span *out, struct err *err)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_ORDER, folder, number);

	return index_value_get(txn, &key, out, err);
}

bool index_order_put(struct index_txn *txn, uint32_t folder, uint32_t number,
		     struct span bytes, struct err *err)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_ORDER, folder, number);

	return index_value_put(txn, &key, bytes, INDEX_PUT_ANYWHERE, err);
}
