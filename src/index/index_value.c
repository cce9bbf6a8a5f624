/* SPDX-License-Identifier: MIT */
/*
 * A writer goes from one message to the next, and to the same one twice: so it
 * keeps its place, from where LMDB finds a key of the same page at once.
 */
#include <string.h>

#include "index/index_priv.h"
#include "index/index_record.h"

static MDB_val val_of(const struct index_key *key)
{
	union {
		const char *in;
		void *out;
	} bytes = { .in = key->bytes };

	return (MDB_val){ .mv_data = bytes.out, .mv_size = key->len };
}

/* LMDB closes it with the transaction. */
static int keep_place(struct index_txn *txn)
{
	ASSERT(txn->mode == INDEX_WRITE);
	if (txn->cursor)
		return 0;
	return mdb_cursor_open(txn->lmdb, txn->env->dbi, &txn->cursor);
}

static int find(struct index_txn *txn, MDB_val *k, MDB_val *out)
{
	int rc;

	if (txn->mode == INDEX_READ)
		return mdb_get(txn->lmdb, txn->env->dbi, k, out);
	rc = keep_place(txn);
	return rc == 0 ? mdb_cursor_get(txn->cursor, k, out, MDB_SET) : rc;
}

bool index_value_get(struct index_txn *txn, const struct index_key *key,
		     struct span *out, struct err *err)
{
	MDB_val k = val_of(key);
	MDB_val v;
	int rc = find(txn, &k, &v);

	if (rc == MDB_NOTFOUND)
		return err_set(err, ERR_NOTFOUND, "Not found");
	if (rc != 0)
		return index_error(txn->env, rc, "get", err);
	if (!index_record_open(index_record_key_span(key),
			       span_make(v.mv_data, v.mv_size), out))
		return index_error_damaged("record has a wrong seal", err);
	return true;
}

size_t index_value_count(struct index_txn *txn)
{
	MDB_stat stat;
	int rc = mdb_stat(txn->lmdb, txn->env->dbi, &stat);

	ASSERT(rc == 0);
	return stat.ms_entries;
}

/* MDB_APPEND fills pages to the end where a plain put leaves them half full;
 * it refuses keys that are not the highest and changes nothing then. */
static int reserve(struct index_txn *txn, MDB_val *k, MDB_val *v,
		   enum index_put how)
{
	MDB_val room = *v;
	int rc = keep_place(txn);

	if (rc == 0 && how == INDEX_PUT_LIKELY_LAST) {
		rc = mdb_cursor_put(txn->cursor, k, v,
				    MDB_RESERVE | MDB_APPEND);
		if (rc != MDB_KEYEXIST)
			return rc;
		*v = room;
		rc = 0;
	}
	return rc == 0 ? mdb_cursor_put(txn->cursor, k, v, MDB_RESERVE) : rc;
}

bool index_value_put(struct index_txn *txn, const struct index_key *key,
		     struct span value, enum index_put how, struct err *err)
{
	MDB_val k = val_of(key);
	MDB_val v = { .mv_size = value.len + INDEX_RECORD_SEAL };
	int rc = reserve(txn, &k, &v, how);

	if (rc != 0)
		return index_error(txn->env, rc, "put", err);
	if (value.len)
		memcpy(v.mv_data, value.ptr, value.len);
	index_record_seal(index_record_key_span(key), v.mv_data, value.len);
	return true;
}

bool index_value_remove(struct index_txn *txn, const struct index_key *key,
			struct err *err)
{
	MDB_val k = val_of(key);
	MDB_val v;
	int rc = find(txn, &k, &v);

	if (rc == 0)
		rc = mdb_cursor_del(txn->cursor, 0);
	if (rc == MDB_NOTFOUND)
		return err_set(err, ERR_NOTFOUND, "Not found");
	return rc == 0 || index_error(txn->env, rc, "remove", err);
}

static int remove_from(MDB_cursor *cursor, const struct index_key *prefix)
{
	MDB_val k = val_of(prefix);
	MDB_val v;
	int rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);

	while (rc == 0 && span_starts(span_make(k.mv_data, k.mv_size),
				      index_record_key_span(prefix))) {
		rc = mdb_cursor_del(cursor, 0);
		if (rc != 0)
			return rc;
		rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
	}
	return rc == MDB_NOTFOUND ? 0 : rc;
}

bool index_value_remove_all(struct index_txn *txn,
			    const struct index_key *prefix, struct err *err)
{
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn->lmdb, txn->env->dbi, &cursor);

	if (rc != 0)
		return index_error(txn->env, rc, "remove", err);
	rc = remove_from(cursor, prefix);
	mdb_cursor_close(cursor);
	return rc == 0 || index_error(txn->env, rc, "remove", err);
}
