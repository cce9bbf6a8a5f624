/* SPDX-License-Identifier: MIT */
/*
 * Numbers go down from a random one per environment: the first folder, which
 * is the INBOX, has the highest and so lies at the end of the tree; and a
 * number from an environment that was replaced means nothing in the next.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/x.h"
#include "index/index_priv.h"
#include "index/index_record.h"

enum {
	FIRST_LEAST = 0x40000000,
	KEYWORDS_MAX = 16 * 1024
};

static bool name_fits(struct span dir, struct err *err)
{
	return dir.len <= INDEX_RECORD_NAME_MAX ||
	       err_set(err, ERR_SYNTAX, "Mailbox name too long");
}

static bool put_number(struct index_txn *txn, const struct index_key *key,
		       uint32_t n, struct err *err)
{
	char bytes[4];

	index_record_write_u32(n, bytes);
	return index_value_put(txn, key, span_make(bytes, sizeof(bytes)),
			       INDEX_PUT_ANYWHERE, err);
}

static bool get_number(struct index_txn *txn, const struct index_key *key,
		       uint32_t *out, struct err *err)
{
	struct span value;

	return index_value_get(txn, key, &value, err) &&
	       (index_record_read_u32(value, out) ||
		index_error_damaged("number has a wrong size", err));
}

bool index_folder_find(struct index_txn *txn, struct span dir,
		       uint32_t *out_folder, struct err *err)
{
	struct index_key key;

	if (!name_fits(dir, err))
		return false;
	key = index_record_key_name(dir);
	return get_number(txn, &key, out_folder, err);
}

static bool is_absent(struct index_txn *txn, struct span dir, struct err *err)
{
	uint32_t folder;

	if (index_folder_find(txn, dir, &folder, err))
		return err_set(err, ERR_EXISTS, "Mailbox already exists");
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	return true;
}

/* Takes the next folder number. */
static bool next_number(struct index_txn *txn, uint32_t *out, struct err *err)
{
	struct index_key key = index_record_key(INDEX_KEY_NEXT_FOLDER);

	if (!get_number(txn, &key, out, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		if (getrandom(out, sizeof(*out), 0) != (ssize_t)sizeof(*out))
			return err_sys(err, "getrandom");
		*out |= FIRST_LEAST;
	}
	if (*out <= 1)
		return err_set(err, ERR_TEMP, "Too many mailboxes");
	return put_number(txn, &key, *out - 1, err);
}

bool index_folder_add(struct index_txn *txn, struct span dir,
		      uint32_t *out_folder, struct err *err)
{
	struct index_folder record = { 0 };
	struct index_key key;

	if (!is_absent(txn, dir, err) || !next_number(txn, out_folder, err))
		return false;
	key = index_record_key_name(dir);
	return put_number(txn, &key, *out_folder, err) &&
	       index_folder_put(txn, *out_folder, &record, err);
}

struct names {
	struct arena *arena;
	struct span *name;
	size_t count;
	size_t space;
};

static void keep_name(struct names *names, struct span name)
{
	if (names->count == names->space) {
		names->space = names->space ? names->space * 2 : 32;
		names->name = x_realloc_array(names->name, names->space,
					      sizeof(*names->name));
	}
	names->name[names->count++] = arena_dup(names->arena, name);
}

static int collect_names(MDB_cursor *cursor, struct names *names)
{
	struct index_key prefix = index_record_key(INDEX_KEY_NAME);
	MDB_val k = { .mv_data = prefix.bytes, .mv_size = prefix.len };
	MDB_val v;
	int rc = mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE);

	while (rc == 0 && span_starts(span_make(k.mv_data, k.mv_size),
				      index_record_key_span(&prefix))) {
		keep_name(names, span_from(span_make(k.mv_data, k.mv_size),
					   prefix.len));
		rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
	}
	return rc == MDB_NOTFOUND ? 0 : rc;
}

bool index_folder_list(struct index_txn *txn, struct arena *arena,
		       struct span **out, size_t *out_count, struct err *err)
{
	struct names names = { .arena = arena };
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn->lmdb, txn->env->dbi, &cursor);

	if (rc == 0) {
		rc = collect_names(cursor, &names);
		mdb_cursor_close(cursor);
	}
	*out_count = names.count;
	*out = arena_alloc_array(arena, names.count ? names.count : 1,
				 sizeof(**out));
	for (size_t i = 0; i < names.count; i++)
		(*out)[i] = names.name[i];
	free(names.name);
	return rc == 0 || index_error(txn->env, rc, "list", err);
}

bool index_folder_rename(struct index_txn *txn, struct span from,
			 struct span to, struct err *err)
{
	struct index_key key;
	uint32_t folder;

	if (!index_folder_find(txn, from, &folder, err) ||
	    !is_absent(txn, to, err))
		return false;
	key = index_record_key_name(from);
	if (!index_value_remove(txn, &key, err))
		return false;
	key = index_record_key_name(to);
	return put_number(txn, &key, folder, err);
}

static bool remove_kind(struct index_txn *txn, enum index_key_kind kind,
			uint32_t folder, struct err *err)
{
	struct index_key prefix = index_record_key_folder(kind, folder);

	return index_value_remove_all(txn, &prefix, err);
}

bool index_folder_remove(struct index_txn *txn, struct span dir,
			 struct err *err)
{
	struct index_folder record;
	struct index_key name;
	uint32_t folder;

	if (!index_folder_find(txn, dir, &folder, err) ||
	    !index_folder_get(txn, folder, &record, err))
		return false;
	name = index_record_key_name(dir);
	if (!index_value_remove(txn, &name, err) ||
	    !remove_kind(txn, INDEX_KEY_FOLDER, folder, err) ||
	    !remove_kind(txn, INDEX_KEY_KEYWORDS, folder, err) ||
	    !remove_kind(txn, INDEX_KEY_LOG, folder, err) ||
	    !remove_kind(txn, INDEX_KEY_GAPS, folder, err) ||
	    !remove_kind(txn, INDEX_KEY_ORDER, folder, err) ||
	    !remove_kind(txn, INDEX_KEY_MESSAGE, folder, err))
		return false;
	index_uids_drop(txn, folder);
	index_blob_doom(txn, &record);
	return true;
}

bool index_folder_get(struct index_txn *txn, uint32_t folder,
		      struct index_folder *out, struct err *err)
{
	struct index_key key =
		index_record_key_folder(INDEX_KEY_FOLDER, folder);
	struct span value;

	return index_value_get(txn, &key, &value, err) &&
	       (index_record_read_folder(value, out) ||
		index_error_damaged("folder record has a wrong size", err));
}

bool index_folder_put(struct index_txn *txn, uint32_t folder,
		      const struct index_folder *record, struct err *err)
{
	struct index_key key =
		index_record_key_folder(INDEX_KEY_FOLDER, folder);
	char bytes[INDEX_RECORD_FOLDER_SIZE];
	struct index_folder before = { .uidnext = 0 };

	if (!index_folder_get(txn, folder, &before, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
	}
	if (!index_uids_follow(txn, folder, before.uidnext, record->uidnext,
			       err))
		return false;
	index_record_write_folder(record, bytes);
	return index_value_put(txn, &key, span_make(bytes, sizeof(bytes)),
			       INDEX_PUT_ANYWHERE, err);
}

bool index_folder_settle(struct index_txn *txn, struct err *err)
{
	struct index_folder record;
	uint32_t folder;

	while (index_uids_has_notes(txn, &folder)) {
		if (!index_folder_get(txn, folder, &record, err)) {
			if (err->kind != ERR_NOTFOUND)
				return false;
			err_clear(err);
			index_uids_drop(txn, folder);
			continue;
		}
		if (!index_uids_follow(txn, folder, record.uidnext,
				       record.uidnext, err))
			return false;
	}
	return true;
}

bool index_keywords_get(struct index_txn *txn, uint32_t folder, struct buf *out,
			struct err *err)
{
	struct index_key key =
		index_record_key_folder(INDEX_KEY_KEYWORDS, folder);
	struct span value;

	if (!index_value_get(txn, &key, &value, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	buf_add(out, value);
	return true;
}

bool index_keywords_put(struct index_txn *txn, uint32_t folder,
			struct span names, struct err *err)
{
	struct index_key key =
		index_record_key_folder(INDEX_KEY_KEYWORDS, folder);

	if (names.len > KEYWORDS_MAX)
		return err_set(err, ERR_LIMIT, "Keyword names are too long");
	return index_value_put(txn, &key, names, INDEX_PUT_ANYWHERE, err);
}

bool index_usage_get(struct index_txn *txn, struct index_usage *out,
		     struct err *err)
{
	struct index_key key = index_record_key(INDEX_KEY_USAGE);
	struct span value;

	*out = (struct index_usage){ 0 };
	if (!index_value_get(txn, &key, &value, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	return index_record_read_usage(value, out) ||
	       index_error_damaged("usage has a wrong size", err);
}

bool index_usage_put(struct index_txn *txn, const struct index_usage *usage,
		     struct err *err)
{
	struct index_key key = index_record_key(INDEX_KEY_USAGE);
	char bytes[INDEX_RECORD_USAGE_SIZE];

	index_record_write_usage(usage, bytes);
	return index_value_put(txn, &key, span_make(bytes, sizeof(bytes)),
			       INDEX_PUT_ANYWHERE, err);
}
