/* SPDX-License-Identifier: MIT */
/*
 * Which UIDs a folder has, kept as gaps: the UIDs below uidnext that no
 * message has. An arrival at uidnext so changes nothing here, whatever the
 * size of the folder, and an unbroken folder has no gaps at all.
 *
 * The gaps lie in pieces. A piece holds those that begin at or after the UID
 * in its key and before the next piece; before the first piece it is as if
 * there were an empty one at UID 1. A change rewrites the pieces that it
 * touches, each small. Gaps that touch across pieces are not joined.
 *
 * Puts and removes of messages are noted in the transaction and become gaps
 * all at once when the folder's record is put, or before the commit.
 */
#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_priv.h"
#include "index/index_record.h"

enum {
	RUNS_PER_PIECE = 128, /* packed at most 1,280 bytes */
	RUNS_AFTER_SPLIT = 64,
};

/* ---- what a transaction has done ---- */

/* A note sorts by UID, then by time: uid << 32 | number << 1 | is member. */
struct index_uids_notes {
	uint32_t folder;
	uint64_t *note;
	size_t count;
	size_t space;
	bool is_sorted;
};

static struct index_uids_notes *notes_of(struct index_txn *txn, uint32_t folder)
{
	for (size_t i = 0; i < txn->noted_count; i++) {
		if (txn->noted[i].folder == folder)
			return &txn->noted[i];
	}
	return NULL;
}

static struct index_uids_notes *make_notes(struct index_txn *txn,
					   uint32_t folder)
{
	struct index_uids_notes *notes = notes_of(txn, folder);

	if (notes)
		return notes;
	txn->noted = x_realloc_array(txn->noted, txn->noted_count + 1,
				     sizeof(*txn->noted));
	notes = &txn->noted[txn->noted_count++];
	*notes = (struct index_uids_notes){ .folder = folder,
					    .is_sorted = true };
	return notes;
}

void index_uids_note(struct index_txn *txn, uint32_t folder, uint32_t uid,
		     enum index_uids_change change)
{
	struct index_uids_notes *notes = make_notes(txn, folder);
	uint64_t note = (uint64_t)uid << 32 |
			(uint64_t)(uint32_t)notes->count << 1 |
			(change == INDEX_UIDS_IN);

	if (notes->count == notes->space) {
		notes->space = notes->space ? notes->space * 2 : 16;
		notes->note = x_realloc_array(notes->note, notes->space,
					      sizeof(*notes->note));
	}
	if (notes->count && notes->note[notes->count - 1] > note)
		notes->is_sorted = false;
	notes->note[notes->count++] = note;
}

bool index_uids_has_notes(const struct index_txn *txn, uint32_t *out_folder)
{
	if (txn->noted_count)
		*out_folder = txn->noted[0].folder;
	return txn->noted_count > 0;
}

void index_uids_drop(struct index_txn *txn, uint32_t folder)
{
	struct index_uids_notes *notes = notes_of(txn, folder);

	if (!notes)
		return;
	free(notes->note);
	*notes = txn->noted[--txn->noted_count];
}

void index_uids_release(struct index_txn *txn)
{
	while (txn->noted_count > 0)
		index_uids_drop(txn, txn->noted[0].folder);
	free(txn->noted);
	txn->noted = NULL;
}

static int by_number(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Of several notes of one UID the last holds. */
static void sum_up(struct index_uids_notes *notes, struct ranges *out_in,
		   struct ranges *out_out)
{
	if (!notes->is_sorted)
		qsort(notes->note, notes->count, sizeof(*notes->note),
		      by_number);
	for (size_t i = 0; i < notes->count; i++) {
		uint64_t note = notes->note[i];
		uint32_t uid = (uint32_t)(note >> 32);

		if (i + 1 < notes->count && notes->note[i + 1] >> 32 == uid)
			continue;
		ranges_add(note & 1 ? out_in : out_out, uid);
	}
}

/* ---- pieces ---- */

struct piece {
	struct index_txn *txn;
	MDB_cursor *cursor;
	uint32_t folder;
	uint32_t first; /* its key */
	uint32_t last;  /* before the next piece */
	bool is_there;  /* else the empty one before the first */
	struct ranges gaps;
};

static void auto_end_piece(struct piece *piece)
{
	if (piece->cursor)
		mdb_cursor_close(piece->cursor);
	ranges_release(&piece->gaps);
}
#define auto_piece __attribute__((cleanup(auto_end_piece)))

static bool begin(struct piece *piece, struct err *err)
{
	struct index_txn *txn = piece->txn;
	int rc = mdb_cursor_open(txn->lmdb, txn->env->dbi, &piece->cursor);

	return rc == 0 || index_error(txn->env, rc, "uids", err);
}

static bool read_piece(struct piece *piece, struct span key, struct span sealed,
		       struct err *err)
{
	struct span value;

	if (index_record_open(key, sealed, &value) &&
	    ranges_unpack(&piece->gaps, value, RUNS_PER_PIECE) &&
	    ranges_from(&piece->gaps, 1) >= piece->first)
		return true;
	return index_error_damaged("gaps are wrong", err);
}

/* One move of the cursor. *out_first 0: not on a piece of this folder;
 * out_v->mv_data NULL: past the end of the tree. */
static bool move(struct piece *piece, uint32_t uid, MDB_cursor_op op,
		 uint32_t *out_first, MDB_val *out_v, struct err *err)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_GAPS, piece->folder, uid);
	MDB_val k = { .mv_data = key.bytes, .mv_size = key.len };
	int rc;

	*out_first = 0;
	*out_v = (MDB_val){ 0 };
	rc = mdb_cursor_get(piece->cursor, &k, out_v, op);
	if (rc == MDB_NOTFOUND)
		return true;
	if (rc != 0)
		return index_error(piece->txn->env, rc, "uids", err);
	if (!index_record_read_key_uid(span_make(k.mv_data, k.mv_size),
				       INDEX_KEY_GAPS, piece->folder,
				       out_first))
		*out_first = 0;
	return true;
}

/* The piece on which the cursor is, with its key `first`. */
static bool take(struct piece *piece, uint32_t first, const MDB_val *v,
		 struct err *err)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_GAPS, piece->folder, first);
	uint32_t next;
	MDB_val next_v;

	piece->first = first;
	piece->is_there = true;
	if (!read_piece(piece, index_record_key_span(&key),
			span_make(v->mv_data, v->mv_size), err) ||
	    !move(piece, first, MDB_NEXT, &next, &next_v, err))
		return false;
	piece->last = next ? next - 1 : UINT32_MAX;
	return ranges_last(&piece->gaps) <= piece->last ||
	       index_error_damaged("gaps overlap", err);
}

/* The piece where a gap at uid belongs. */
static bool find(struct piece *piece, uint32_t uid, struct err *err)
{
	uint32_t after, first;
	MDB_val v;

	if (!move(piece, uid, MDB_SET_RANGE, &after, &v, err))
		return false;
	if (after == uid)
		return take(piece, uid, &v, err);
	if (!move(piece, uid, v.mv_data ? MDB_PREV : MDB_LAST, &first, &v, err))
		return false;
	if (first)
		return take(piece, first, &v, err);
	piece->first = 1;
	piece->last = after ? after - 1 : UINT32_MAX;
	piece->is_there = false;
	ranges_clear(&piece->gaps);
	return true;
}

/* Runs from..to-1 of the piece under the key `first`. */
static bool put_runs(struct piece *piece, uint32_t first, size_t from,
		     size_t to, struct err *err)
{
	struct index_key key =
		index_record_key_uid(INDEX_KEY_GAPS, piece->folder, first);
	struct ranges some = { .run = piece->gaps.run + from,
			       .count = to - from };
	auto_buf struct buf value;

	buf_init(&value, 10 * RUNS_PER_PIECE);
	ranges_pack(&some, &value);
	ASSERT(!value.full);
	return index_value_put(piece->txn, &key, buf_span(&value),
			       INDEX_PUT_ANYWHERE, err);
}

static bool write_piece(struct piece *piece, struct err *err)
{
	struct index_key key = index_record_key_uid(
		INDEX_KEY_GAPS, piece->folder, piece->first);
	size_t count = piece->gaps.count;
	size_t step = count > RUNS_PER_PIECE ? RUNS_AFTER_SPLIT : count;

	if (count == 0)
		return !piece->is_there ||
		       index_value_remove(piece->txn, &key, err);
	for (size_t from = 0; from < count; from += step) {
		size_t to = count - from < step ? count : from + step;
		uint32_t first =
			from ? piece->gaps.run[from].first : piece->first;

		if (!put_runs(piece, first, from, to, err))
			return false;
	}
	return true;
}

/* ---- changing ---- */

/* A set that is taken in order, piece by piece. */
struct taken {
	const struct ranges *set;
	size_t at;
};

/* What of it lies in first..last. */
static void take_part(struct taken *t, uint32_t first, uint32_t last,
		      struct ranges *out)
{
	ranges_clear(out);
	for (; t->at < t->set->count; t->at++) {
		struct range run = t->set->run[t->at];

		if (run.first > last)
			return;
		ranges_add_run(out, run.first < first ? first : run.first,
			       run.last > last ? last : run.last);
		if (run.last > last)
			return;
	}
}

/* The least that is still to be taken from `from` on; 0: none. */
static uint32_t next_of(const struct taken *in, const struct taken *out,
			uint32_t from)
{
	uint32_t x = ranges_from(in->set, from);
	uint32_t y = ranges_from(out->set, from);

	return x && (!y || x < y) ? x : y;
}

static bool change_piece(struct piece *piece, struct taken *in,
			 struct taken *out, struct err *err)
{
	auto_ranges struct ranges part;

	ranges_init(&part);
	take_part(out, piece->first, piece->last, &part);
	ranges_add_all(&piece->gaps, &part);
	take_part(in, piece->first, piece->last, &part);
	ranges_remove_all(&piece->gaps, &part);
	return write_piece(piece, err);
}

static bool change(struct index_txn *txn, uint32_t folder,
		   const struct ranges *in_set, const struct ranges *out_set,
		   struct err *err)
{
	struct taken in = { .set = in_set };
	struct taken out = { .set = out_set };
	uint32_t uid = next_of(&in, &out, 1);

	while (uid) {
		auto_piece struct piece piece = { .txn = txn,
						  .folder = folder };

		if (!begin(&piece, err) || !find(&piece, uid, err) ||
		    !change_piece(&piece, &in, &out, err))
			return false;
		uid = piece.last == UINT32_MAX
			      ? 0
			      : next_of(&in, &out, piece.last + 1);
	}
	return true;
}

bool index_uids_follow(struct index_txn *txn, uint32_t folder, uint32_t before,
		       uint32_t uidnext, struct err *err)
{
	struct index_uids_notes *notes = notes_of(txn, folder);
	auto_ranges struct ranges in = { 0 };
	auto_ranges struct ranges out = { 0 };
	auto_ranges struct ranges fresh = { 0 };

	if (before == 0)
		before = 1;
	if (!notes && uidnext <= before)
		return true;
	ranges_init(&in);
	ranges_init(&out);
	ranges_init(&fresh);
	if (notes)
		sum_up(notes, &in, &out);
	index_uids_drop(txn, folder);
	/* Those passed over are gaps; those that came at the end never were. */
	if (uidnext > before) {
		ranges_add_run(&fresh, before, uidnext - 1);
		ranges_remove_all(&fresh, &in);
		ranges_add_all(&out, &fresh);
		ranges_remove_run(&in, before, uidnext - 1);
	}
	return change(txn, folder, &in, &out, err);
}

/* ---- reading ---- */

/* Members from *at up to the last gap; moves *at behind it. */
static void add_between(const struct ranges *gaps, uint32_t uidnext,
			uint64_t *at, struct ranges *out)
{
	for (size_t i = 0; i < gaps->count && *at < uidnext; i++) {
		struct range gap = gaps->run[i];

		if (gap.last < *at)
			continue;
		if (gap.first > uidnext)
			gap.first = uidnext;
		if (gap.first > *at)
			ranges_add_run(out, (uint32_t)*at, gap.first - 1);
		*at = (uint64_t)gap.last + 1;
	}
}

bool index_uids_read(struct index_txn *txn, uint32_t folder,
		     const struct index_folder *record, uint32_t first,
		     struct ranges *out, struct err *err)
{
	auto_piece struct piece piece = { .txn = txn, .folder = folder };
	uint64_t at = first ? first : 1;

	if (at >= record->uidnext)
		return true;
	if (!begin(&piece, err) || !find(&piece, (uint32_t)at, err))
		return false;
	for (;;) {
		add_between(&piece.gaps, record->uidnext, &at, out);
		if (piece.last >= record->uidnext - 1)
			break;
		if (!find(&piece, piece.last + 1, err))
			return false;
	}
	if (at < record->uidnext)
		ranges_add_run(out, (uint32_t)at, record->uidnext - 1);
	return true;
}
