/* SPDX-License-Identifier: MIT */
/*
 * An entry is one byte (what happened) and a packed set of UIDs. Sets of many
 * runs are cut into pieces, because LMDB keeps small values well. Several
 * entries of one modseq are told apart by a serial number.
 */
#include "base/auto.h"
#include "index/index_priv.h"
#include "index/index_record.h"

enum {
	ENTRIES_MAX = 10000,
	RUNS_PER_ENTRY = 100, /* packed at most 1,000 bytes */
	ENTRY_MAX = 1 + 10 * RUNS_PER_ENTRY,
	LOG_FLAGS = 2,
	LOG_EXPUNGED = 3,
};

/* A way along the log of a folder. */
struct walk {
	struct index_txn *txn;
	uint32_t folder;
	MDB_cursor *cursor;
};

static void auto_end_walk(struct walk *walk)
{
	if (walk->cursor)
		mdb_cursor_close(walk->cursor);
}
#define auto_walk __attribute__((cleanup(auto_end_walk)))

static bool begin(struct walk *walk, struct err *err)
{
	struct index_txn *txn = walk->txn;
	int rc = mdb_cursor_open(txn->lmdb, txn->env->dbi, &walk->cursor);

	return rc == 0 || index_error(txn->env, rc, "log", err);
}

/* The first entry at or after a key. *out_found false: none in the folder. */
struct entry {
	struct span key;
	struct span value;
	uint64_t modseq;
	uint16_t serial;
	bool found;
};

static bool seek(struct walk *walk, const struct index_key *from,
		 MDB_cursor_op op, struct entry *out, struct err *err)
{
	struct index_key key = *from;
	MDB_val k = { .mv_data = key.bytes, .mv_size = key.len };
	MDB_val v = { 0 };
	int rc = mdb_cursor_get(walk->cursor, &k, &v, op);

	*out = (struct entry){ .found = false };
	if (rc == MDB_NOTFOUND)
		return true;
	if (rc != 0)
		return index_error(walk->txn->env, rc, "log", err);
	out->key = span_make(k.mv_data, k.mv_size);
	out->value = span_make(v.mv_data, v.mv_size);
	out->found = index_record_read_key_log(out->key, walk->folder,
					       &out->modseq, &out->serial);
	return true;
}

/* The serial for one more entry of this modseq. */
static bool next_serial(struct index_txn *txn, uint32_t folder, uint64_t modseq,
			uint16_t *out, struct err *err)
{
	auto_walk struct walk walk = { .txn = txn, .folder = folder };
	struct index_key key = index_record_key_log(folder, modseq, UINT16_MAX);
	struct entry last;
	MDB_cursor_op back = MDB_PREV;

	*out = 0;
	if (!begin(&walk, err) || !seek(&walk, &key, MDB_SET_RANGE, &last, err))
		return false;
	if (!last.key.ptr)
		back = MDB_LAST;
	if (!seek(&walk, &key, back, &last, err))
		return false;
	if (!last.found || last.modseq != modseq)
		return true;
	if (last.serial >= UINT16_MAX - 1)
		return err_set(err, ERR_TEMP, "Too many changes at once");
	*out = (uint16_t)(last.serial + 1);
	return true;
}

static bool put_entry(struct index_txn *txn, uint32_t folder,
		      const struct index_change *change,
		      const struct ranges *uids, struct err *err)
{
	auto_buf struct buf value;
	struct index_key key;
	uint16_t serial;

	buf_init(&value, ENTRY_MAX);
	if (!next_serial(txn, folder, change->modseq, &serial, err))
		return false;
	buf_add_char(&value,
		     change->kind == INDEX_EXPUNGED ? LOG_EXPUNGED : LOG_FLAGS);
	ranges_pack(uids, &value);
	ASSERT(!value.full);
	key = index_record_key_log(folder, change->modseq, serial);
	return index_value_put(txn, &key, buf_span(&value), INDEX_PUT_ANYWHERE,
			       err);
}

static bool trim(struct index_txn *txn, uint32_t folder,
		 struct index_folder *record, struct err *err)
{
	auto_walk struct walk walk = { .txn = txn, .folder = folder };
	struct index_key first = index_record_key_log(folder, 0, 0);
	struct entry entry;

	if (record->log_entries <= ENTRIES_MAX)
		return true;
	if (!begin(&walk, err))
		return false;
	while (record->log_entries > ENTRIES_MAX) {
		int rc;

		if (!seek(&walk, &first, MDB_SET_RANGE, &entry, err))
			return false;
		if (!entry.found) {
			record->log_entries = 0;
			return true;
		}
		rc = mdb_cursor_del(walk.cursor, 0);
		if (rc != 0)
			return index_error(txn->env, rc, "log", err);
		if (entry.modseq > record->log_cut)
			record->log_cut = entry.modseq;
		record->log_entries--;
	}
	return true;
}

bool index_log_add(struct index_txn *txn, uint32_t folder,
		   struct index_folder *record,
		   const struct index_change *change, struct err *err)
{
	const struct ranges *uids = change->uids;

	for (size_t at = 0; at < uids->count; at += RUNS_PER_ENTRY) {
		auto_ranges struct ranges piece;

		ranges_init(&piece);
		for (size_t i = at; i < uids->count && i < at + RUNS_PER_ENTRY;
		     i++)
			ranges_add_run(&piece, uids->run[i].first,
				       uids->run[i].last);
		if (!put_entry(txn, folder, change, &piece, err))
			return false;
		record->log_entries++;
	}
	return trim(txn, folder, record, err);
}

bool index_log_read_entry(struct span value, enum index_change_kind *out_kind,
			  struct ranges *out)
{
	if (value.len < 1 ||
	    (value.ptr[0] != LOG_FLAGS && value.ptr[0] != LOG_EXPUNGED))
		return false;
	*out_kind = value.ptr[0] == LOG_FLAGS ? INDEX_CHANGED_FLAGS
					      : INDEX_EXPUNGED;
	return ranges_unpack(out, span_from(value, 1), RUNS_PER_ENTRY);
}

static bool take_entry(const struct entry *entry, struct ranges *out_flags,
		       struct ranges *out_expunged, struct err *err)
{
	auto_ranges struct ranges uids;
	enum index_change_kind kind;
	struct ranges *out;
	struct span value;

	ranges_init(&uids);
	if (!index_record_open(entry->key, entry->value, &value) ||
	    !index_log_read_entry(value, &kind, &uids))
		return index_error_damaged("log entry is wrong", err);
	out = kind == INDEX_CHANGED_FLAGS ? out_flags : out_expunged;
	if (out)
		ranges_add_all(out, &uids);
	return true;
}

bool index_log_read(struct index_txn *txn, uint32_t folder, uint64_t after,
		    struct ranges *out_flags, struct ranges *out_expunged,
		    struct err *err)
{
	auto_walk struct walk walk = { .txn = txn, .folder = folder };
	struct index_key from = index_record_key_log(folder, after, UINT16_MAX);
	struct index_folder record;
	struct entry entry;

	if (!index_folder_get(txn, folder, &record, err))
		return false;
	if (after < record.log_cut)
		return err_set(err, ERR_GONE, "Change log was trimmed");
	if (!begin(&walk, err) ||
	    !seek(&walk, &from, MDB_SET_RANGE, &entry, err))
		return false;
	while (entry.found) {
		if (!take_entry(&entry, out_flags, out_expunged, err) ||
		    !seek(&walk, &from, MDB_NEXT, &entry, err))
			return false;
	}
	return true;
}
