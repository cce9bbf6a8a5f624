/* SPDX-License-Identifier: MIT */
/*
 * Messages in the order of their UIDs.
 *
 * A step of LMDB's cursor costs more than all the rest of reading a record, so
 * a reader asks it for the first record of a leaf page only and takes those
 * behind it from the page itself, which does not change while the transaction
 * lasts. Whatever looks unusual there is left to the cursor; and each record
 * has its seal.
 */
#include <unistd.h>

#include "index/index_page.h"
#include "index/index_priv.h"
#include "index/index_record.h"

enum {
	KEY_SIZE = 1 + 4 + 4,
	VALUE_SIZE = INDEX_RECORD_MESSAGE_SIZE + INDEX_RECORD_SEAL,
	NODE_SIZE = NODE_HEAD + KEY_SIZE + VALUE_SIZE,
};

void index_scan_init(struct index_scan *scan, struct index_txn *txn,
		     uint32_t folder, uint32_t first)
{
	*scan = (struct index_scan){ .txn = txn,
				     .folder = folder,
				     .first = first };
}

void index_scan_release(struct index_scan *scan)
{
	if (scan->cursor)
		mdb_cursor_close(scan->cursor);
	scan->cursor = NULL;
}

/* ---- LMDB's cursor ---- */

/* Apart, because a key is large to have on the stack. */
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

static bool open_cursor(struct index_scan *scan, struct err *err)
{
	struct index_txn *txn = scan->txn;
	MDB_cursor *cursor;
	MDB_stat stat;
	int rc = mdb_cursor_open(txn->lmdb, txn->env->dbi, &cursor);

	if (rc != 0)
		return index_error(txn->env, rc, "scan", err);
	scan->cursor = cursor;
	/* Only pages that the system's are multiples of lie in the map at
	 * multiples of their size. A writer's may lie elsewhere. */
	if (txn->mode == INDEX_READ &&
	    mdb_stat(txn->lmdb, txn->env->dbi, &stat) == 0 &&
	    stat.ms_psize <= sysconf(_SC_PAGESIZE))
		scan->page_size = stat.ms_psize;
	return true;
}

/* ---- the page ---- */

/* Notes the page that the cursor's key lies in. */
static void note_page(struct index_scan *scan, const MDB_val *k)
{
	const char *key = k->mv_data;
	size_t within =
		scan->page_size ? (uintptr_t)key & (scan->page_size - 1) : 0;
	uint64_t end;

	scan->slots = 0;
	if (within < PAGE_HEAD + NODE_HEAD)
		return;
	scan->page = key - within;
	end = page_get(scan->page + 12, 2);
	if (page_get(scan->page + 10, 2) != PAGE_LEAF || end > within)
		return;
	for (uint64_t at = PAGE_HEAD; at + 2 <= end; at += 2) {
		if (page_get(scan->page + at, 2) != within - NODE_HEAD)
			continue;
		scan->slot = (uint32_t)(at - PAGE_HEAD) / 2;
		scan->slots = (uint32_t)(end - PAGE_HEAD) / 2;
		return;
	}
}

/* What lies in a slot of the page, if it looks like a message. */
static inline const char *node_at(const struct index_scan *scan, uint32_t slot)
{
	static const uint16_t head[] = { VALUE_SIZE, 0, 0, KEY_SIZE };
	uint64_t at = page_get(scan->page + PAGE_HEAD + 2 * slot, 2);

	if (at > scan->page_size - NODE_SIZE ||
	    memcmp(scan->page + at, head, sizeof(head)) != 0)
		return NULL;
	return scan->page + at;
}

/* The record behind the last one, if it lies on the same page, or NULL. */
static inline const char *next_on_page(struct index_scan *scan)
{
	const char *node = scan->slot + 1 < scan->slots
				   ? node_at(scan, scan->slot + 1)
				   : NULL;

	scan->slot += node != NULL;
	return node;
}

static inline struct span key_of(const char *node)
{
	return span_make(node + NODE_HEAD, KEY_SIZE);
}

static inline struct span value_of(const char *node)
{
	return span_make(node + NODE_HEAD + KEY_SIZE, VALUE_SIZE);
}

/* ---- the next page ---- */

/* The first record there, if the last one ends its page: cheaper than a look
 * from the root. */
static bool next_page(struct index_scan *scan, struct span *key,
		      struct span *value)
{
	char last[KEY_SIZE];
	MDB_val k = { .mv_data = last, .mv_size = sizeof(last) };
	const char *node;
	MDB_val v;

	if (scan->slots == 0 || scan->slot + 1 < scan->slots)
		return false;
	node = node_at(scan, scan->slot);
	if (!node)
		return false;
	memcpy(last, node + NODE_HEAD, sizeof(last));
	if (mdb_cursor_get(scan->cursor, &k, &v, MDB_SET) != 0 ||
	    mdb_cursor_get(scan->cursor, &k, &v, MDB_NEXT) != 0)
		return false;
	note_page(scan, &k);
	*key = span_make(k.mv_data, k.mv_size);
	*value = span_make(v.mv_data, v.mv_size);
	return true;
}

/* ---- one after the other ---- */

/* From the root. A writer seeks each time, because the caller may change the
 * tree between two steps. */
static int step(struct index_scan *scan, struct span *key, struct span *value)
{
	MDB_val k;
	MDB_val v;
	int rc = seek(scan, scan->first, MDB_SET_RANGE, &k, &v);

	if (rc != 0)
		return rc;
	note_page(scan, &k);
	*key = span_make(k.mv_data, k.mv_size);
	*value = span_make(v.mv_data, v.mv_size);
	return 0;
}

static enum index_step damaged(struct err *err)
{
	index_error_damaged("message record is wrong", err);
	return INDEX_STEP_BAD;
}

enum index_step index_scan_next(struct index_scan *scan, uint32_t *out_uid,
				struct index_message *out, struct err *err)
{
	const char *node = next_on_page(scan);
	struct span key;
	struct span value;
	int rc = 0;

	if (!scan->cursor && !open_cursor(scan, err))
		return INDEX_STEP_BAD;
	if (scan->started && scan->first == 0)
		return INDEX_STEP_END;
	scan->started = true;
	if (node) {
		key = key_of(node);
		value = value_of(node);
	} else if (!next_page(scan, &key, &value)) {
		rc = step(scan, &key, &value);
	}
	if (rc == MDB_NOTFOUND)
		return INDEX_STEP_END;
	if (rc != 0) {
		index_error(scan->txn->env, rc, "scan", err);
		return INDEX_STEP_BAD;
	}
	if (!index_record_read_key_uid(key, INDEX_KEY_MESSAGE, scan->folder,
				       out_uid))
		return INDEX_STEP_END;
	if (!index_record_open_message(key, value, out) ||
	    *out_uid < scan->first)
		return damaged(err);
	scan->first = *out_uid + 1; /* 0 behind the highest UID: the end */
	return INDEX_STEP_ONE;
}

/* ---- one that is known ---- */

static int find(struct index_scan *scan, uint32_t uid, struct span *key,
		struct span *value)
{
	MDB_val k;
	MDB_val v;
	int rc;

	if (next_page(scan, key, value) &&
	    index_record_is_key_uid(*key, INDEX_KEY_MESSAGE, scan->folder, uid))
		return 0;
	scan->slots = 0;
	rc = seek(scan, uid, MDB_SET_KEY, &k, &v);
	if (rc != 0)
		return rc;
	note_page(scan, &k);
	*key = span_make(k.mv_data, k.mv_size);
	*value = span_make(v.mv_data, v.mv_size);
	return 0;
}

static bool open_one(struct span key, struct span value,
		     struct index_message *out, struct err *err)
{
	return index_record_open_message(key, value, out) ||
	       index_error_damaged("message record is wrong", err);
}

/* Apart, so that the most frequent case needs no room on the stack. */
__attribute__((noinline)) static bool find_far(struct index_scan *scan,
					       uint32_t uid,
					       struct index_message *out,
					       struct err *err)
{
	struct span key;
	struct span value;
	int rc;

	ASSERT(scan->txn->mode == INDEX_READ);
	if (!scan->cursor && !open_cursor(scan, err))
		return false;
	rc = find(scan, uid, &key, &value);
	if (rc == MDB_NOTFOUND)
		return err_set(err, ERR_NOTFOUND, "Not found");
	if (rc != 0)
		return index_error(scan->txn->env, rc, "scan", err);
	return open_one(key, value, out, err);
}

bool index_scan_find(struct index_scan *scan, uint32_t uid,
		     struct index_message *out, struct err *err)
{
	const char *node = next_on_page(scan);

	if (node && index_record_is_key_uid(key_of(node), INDEX_KEY_MESSAGE,
					    scan->folder, uid))
		return open_one(key_of(node), value_of(node), out, err);
	return find_far(scan, uid, out, err);
}
