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

void index_scan_init(struct index_scan *scan, struct index_txn *txn,
		     uint32_t folder, uint32_t first)
{
	*scan = (struct index_scan){ .txn = txn,
				     .folder = folder,
				     .first = first };
}

/* Apart from its caller, because a key is large to have on the stack. */
__attribute__((noinline)) static int seek(struct index_scan *scan, uint32_t uid,
					  MDB_cursor_op op, MDB_val *k,
					  MDB_val *v)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_MESSAGE, scan->folder, uid);

	k->mv_data = key.bytes;
	k->mv_size = key.len;
	return mdb_cursor_get(scan->cursor, k, v, op);
}

/* A writer seeks each time, because the caller may change the tree between
 * two steps; a reader just goes on. */
static int step(struct index_scan *scan, MDB_val *k, MDB_val *v)
{
	if (scan->started && scan->txn->mode == INDEX_READ)
		return mdb_cursor_get(scan->cursor, k, v, MDB_NEXT);
	scan->started = true;
	return seek(scan, scan->first, MDB_SET_RANGE, k, v);
}

static bool open_cursor(struct index_scan *scan, struct err *err)
{
	MDB_cursor *cursor;
	int rc;

	if (scan->cursor)
		return true;
	rc = mdb_cursor_open(scan->txn->lmdb, scan->txn->env->dbi, &cursor);
	if (rc != 0)
		return index_error(scan->txn->env, rc, "scan", err);
	scan->cursor = cursor;
	return true;
}

static enum index_step damaged(struct err *err)
{
	index_error_damaged("message record is wrong", err);
	return INDEX_STEP_BAD;
}

enum index_step index_scan_next(struct index_scan *scan, uint32_t *out_uid,
				struct index_message *out, struct err *err)
{
	struct span key;
	struct span value;
	MDB_val k;
	MDB_val v;
	int rc;

	if (!open_cursor(scan, err))
		return INDEX_STEP_BAD;
	if (scan->started && scan->first == 0)
		return INDEX_STEP_END;
	rc = step(scan, &k, &v);
	if (rc == MDB_NOTFOUND)
		return INDEX_STEP_END;
	if (rc != 0) {
		index_error(scan->txn->env, rc, "scan", err);
		return INDEX_STEP_BAD;
	}
	key = span_make(k.mv_data, k.mv_size);
	if (!index_record_read_key_uid(key, INDEX_KEY_MESSAGE, scan->folder,
				       out_uid))
		return INDEX_STEP_END;
	if (!index_record_open(key, span_make(v.mv_data, v.mv_size), &value) ||
	    !index_record_read_message(value, out) || *out_uid < scan->first)
		return damaged(err);
	scan->first = *out_uid + 1; /* 0 behind the highest UID: the end */
	return INDEX_STEP_ONE;
}

/* Is the cursor on that message? */
static bool is_at(const MDB_val *k, uint32_t folder, uint32_t uid)
{
	uint32_t found;

	return index_record_read_key_uid(span_make(k->mv_data, k->mv_size),
					 INDEX_KEY_MESSAGE, folder, &found) &&
	       found == uid;
}

static int find(struct index_scan *scan, uint32_t uid, MDB_val *k, MDB_val *v)
{
	if (scan->started && uid >= scan->first &&
	    mdb_cursor_get(scan->cursor, k, v, MDB_NEXT) == 0 &&
	    is_at(k, scan->folder, uid))
		return 0;
	return seek(scan, uid, MDB_SET_KEY, k, v);
}

bool index_scan_find(struct index_scan *scan, uint32_t uid,
		     struct index_message *out, struct err *err)
{
	struct span value;
	MDB_val k;
	MDB_val v;
	int rc;

	ASSERT(scan->txn->mode == INDEX_READ);
	if (!open_cursor(scan, err))
		return false;
	rc = find(scan, uid, &k, &v);
	scan->started = rc == 0 && uid != UINT32_MAX;
	scan->first = uid + 1;
	if (rc == MDB_NOTFOUND)
		return err_set(err, ERR_NOTFOUND, "Not found");
	if (rc != 0)
		return index_error(scan->txn->env, rc, "scan", err);
	return (index_record_open(span_make(k.mv_data, k.mv_size),
				  span_make(v.mv_data, v.mv_size), &value) &&
		index_record_read_message(value, out)) ||
	       index_error_damaged("message record is wrong", err);
}

void index_scan_release(struct index_scan *scan)
{
	if (scan->cursor)
		mdb_cursor_close(scan->cursor);
	scan->cursor = NULL;
}
