/* SPDX-License-Identifier: MIT */
#include "index/index_priv.h"
#include "index/index_record.h"

bool index_message_get(struct index_txn *txn, uint32_t folder, uint32_t uid,
		       struct index_message *out, struct err *err)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_MESSAGE, folder, uid);
	struct span value;

	return index_value_get(txn, &key, &value, err) &&
	       (index_record_read_message(value, out) ||
		index_error_damaged("message record has a wrong size", err));
}

bool index_message_put(struct index_txn *txn, uint32_t folder, uint32_t uid,
		       const struct index_message *message, struct err *err)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_MESSAGE, folder, uid);
	char bytes[INDEX_RECORD_MESSAGE_SIZE];
	bool is_arrival = message->modseq == message->arrival_modseq;
	size_t before = index_value_count(txn);

	index_record_write_message(message, bytes);
	if (!index_value_put(txn, &key, span_make(bytes, sizeof(bytes)),
			     is_arrival ? INDEX_PUT_LIKELY_LAST
					: INDEX_PUT_ANYWHERE,
			     err))
		return false;
	if (index_value_count(txn) != before)
		index_uids_note(txn, folder, uid, INDEX_UIDS_IN);
	return true;
}

bool index_message_remove(struct index_txn *txn, uint32_t folder, uint32_t uid,
			  struct err *err)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_MESSAGE, folder, uid);

	if (!index_value_remove(txn, &key, err))
		return false;
	index_uids_note(txn, folder, uid, INDEX_UIDS_OUT);
	return true;
}
