/* SPDX-License-Identifier: MIT */
/*
 * Bytes are written at record->blob_end before the commit that makes them
 * known; what a writer that died left behind that place is overwritten.
 */
#include <string.h>

#include "index/index_blob_scan.h"
#include "index/index_priv.h"

static struct index_blob_name name_of(const struct index_folder *record)
{
	struct index_blob_name name = { .generation = record->blob_generation };

	memcpy(name.mailbox_id, record->mailbox_id, sizeof(name.mailbox_id));
	return name;
}

bool index_blob_add(struct index_txn *txn, struct index_folder *record,
		    uint32_t uid, struct span payload,
		    struct index_message *message, struct err *err)
{
	struct index_blob_name name = name_of(record);
	char head[INDEX_BLOB_HEAD];
	struct index_blob_file *file;

	ASSERT(txn->mode == INDEX_WRITE);
	if (payload.len > INDEX_BLOB_MAX)
		return err_set(err, ERR_DENIED, "Cached data is too large");
	if (!index_blob_file_open(&txn->env->blobs, txn->env->dir, &name,
				  INDEX_BLOB_MAKE, &file, err))
		return false;
	/* A file that was begun anew begins at its front. */
	if (record->blob_end < INDEX_BLOB_FILE_HEAD ||
	    file->size == INDEX_BLOB_FILE_HEAD)
		record->blob_end = INDEX_BLOB_FILE_HEAD;
	index_blob_scan_write_head(file->secret, uid, payload, head);
	if (!index_blob_file_write(file, record->blob_end,
				   span_make(head, sizeof(head)), payload, err))
		return false;
	message->blob_at = record->blob_end;
	message->blob_len = (uint32_t)payload.len;
	record->blob_end += index_blob_scan_step(payload.len);
	return true;
}

bool index_blob_get(struct index_txn *txn, const struct index_folder *record,
		    uint32_t uid, const struct index_message *message,
		    struct span *out, struct err *err)
{
	struct index_blob_name name = name_of(record);
	struct index_blob_file *file;
	struct span bytes;
	uint32_t found;

	if (!index_blob_file_open(&txn->env->blobs, txn->env->dir, &name,
				  INDEX_BLOB_FIND, &file, err) ||
	    !index_blob_file_map(&txn->env->blobs, file, &bytes, err))
		return false;
	if (message->blob_at < INDEX_BLOB_FILE_HEAD ||
	    message->blob_at >= bytes.len ||
	    !index_blob_scan_entry(span_from(bytes, message->blob_at),
				   file->secret, &found, out) ||
	    found != uid || out->len != message->blob_len)
		return err_set(err, ERR_CORRUPT, "Cached data is damaged");
	return true;
}

bool index_blob_adopt(struct index_txn *txn, struct index_folder *record,
		      void (*found)(void *arg, uint32_t uid, uint64_t at,
				    uint32_t len, struct span payload),
		      void *arg, struct err *err)
{
	struct index_blob_name name;
	struct index_blob_file *file;
	struct span payload;
	struct span bytes;
	uint64_t place;
	uint64_t at = INDEX_BLOB_FILE_HEAD;
	uint32_t uid;

	ASSERT(txn->mode == INDEX_WRITE);
	record->blob_end = INDEX_BLOB_FILE_HEAD;
	if (!index_blob_file_newest(txn->env->dir, record->mailbox_id, &name))
		return true;
	record->blob_generation = name.generation;
	if (!index_blob_file_open(&txn->env->blobs, txn->env->dir, &name,
				  INDEX_BLOB_MAKE, &file, err) ||
	    !index_blob_file_map(&txn->env->blobs, file, &bytes, err))
		return false;
	while (index_blob_scan_next(bytes, file->secret, &at, &place, &uid,
				    &payload)) {
		record->blob_end = at;
		found(arg, uid, place, (uint32_t)payload.len, payload);
	}
	return true;
}
