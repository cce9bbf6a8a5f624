/* SPDX-License-Identifier: MIT */
/*
 * Bytes are written at record->blob_end before the commit that makes them
 * known, those of a transaction mostly at once; what a writer that died left
 * behind that place is overwritten.
 *
 * A file of which most is dead is left for a new one, the next generation.
 * While its blobs are carried over, some hundred in a transaction, messages
 * point into both; the highest bit of a blob's place says whether its
 * generation is odd. The old file goes when nobody points into it any more.
 * Readers whose snapshot is from before that go on with it if they have it
 * open; else they find the blob missing, as if it had never been kept.
 */
#include <string.h>

#include "base/x.h"
#include "index/index_blob_scan.h"
#include "index/index_priv.h"

#define ODD_GENERATION (UINT64_C(1) << 63)

/* What index_blob_move does at most in one transaction. */
enum {
	LOOKED_MAX = 2000,
	MOVED_MAX = 256,
	BYTES_MAX = 1024 * 1024
};

/* What index_blob_soon asks for: the front of a blob, as far as a search mostly
 * goes. */
enum {
	LINE = 64,
	SOON_LINES = 6
};

static struct index_blob_name name_of(const struct index_folder *record,
				      uint32_t generation)
{
	struct index_blob_name name = { .generation = generation };

	memcpy(name.mailbox_id, record->mailbox_id, sizeof(name.mailbox_id));
	return name;
}

static uint64_t mark_of(uint32_t generation)
{
	return generation % 2 ? ODD_GENERATION : 0;
}

bool index_blob_is_old(const struct index_folder *record,
		       const struct index_message *message)
{
	return message->blob_len && (message->blob_at & ODD_GENERATION) !=
					    mark_of(record->blob_generation);
}

uint64_t index_blob_room(const struct index_message *message)
{
	return message->blob_len ? index_blob_scan_step(message->blob_len) : 0;
}

bool index_blob_add(struct index_txn *txn, struct index_folder *record,
		    uint32_t uid, struct span payload,
		    struct index_message *message, struct err *err)
{
	struct index_blob_name name = name_of(record, record->blob_generation);
	char head[INDEX_BLOB_HEAD];
	struct index_blob_file *file;

	ASSERT(txn->mode == INDEX_WRITE);
	if (payload.len > INDEX_BLOB_MAX)
		return err_set(err, ERR_LIMIT, "Cached data is too large");
	if (!index_blob_file_open(&txn->env->blobs, txn->env->dir, &name,
				  INDEX_BLOB_MAKE, &file, err))
		return false;
	/* A file that was begun anew begins at its front. */
	if (record->blob_end < INDEX_BLOB_FILE_HEAD ||
	    file->size == INDEX_BLOB_FILE_HEAD)
		record->blob_end = INDEX_BLOB_FILE_HEAD;
	index_blob_scan_write_head(file->secret, uid, payload, head);
	if (!index_blob_pending_add(
		    &txn->env->blobs.pending, file, record->blob_end,
		    span_make(head, sizeof(head)), payload, err))
		return false;
	message->blob_at = record->blob_end | mark_of(name.generation);
	message->blob_len = (uint32_t)payload.len;
	record->blob_end += index_blob_scan_step(payload.len);
	return true;
}

uint64_t index_blob_place(const struct index_message *message)
{
	return message->blob_at & ~ODD_GENERATION;
}

typedef bool take_entry(struct span bytes, uint64_t secret, uint32_t *out_uid,
			struct span *out_payload);

static bool read_with(take_entry *take, struct index_blob_files *files,
		      const char *dir, const struct index_folder *record,
		      const struct index_blob_of *of, struct span *out,
		      struct err *err)
{
	uint32_t before = index_blob_is_old(record, of->message);
	struct index_blob_name name =
		name_of(record, record->blob_generation - before);
	uint64_t at = index_blob_place(of->message);
	struct index_blob_file *file;
	struct span bytes;
	uint32_t found;

	if (!index_blob_file_open(files, dir, &name, INDEX_BLOB_FIND, &file,
				  err) ||
	    !index_blob_file_map(files, file, &bytes, err))
		return false;
	if (at < INDEX_BLOB_FILE_HEAD || at >= bytes.len ||
	    !take(span_from(bytes, at), file->secret, &found, out) ||
	    found != of->uid || out->len != of->message->blob_len)
		return err_set(err, ERR_CORRUPT, "Cached data is damaged");
	return true;
}

bool index_blob_read(struct index_blob_files *files, const char *dir,
		     const struct index_folder *record,
		     const struct index_blob_of *of, struct span *out,
		     struct err *err)
{
	return read_with(index_blob_scan_entry, files, dir, record, of, out,
			 err);
}

bool index_blob_get(struct index_txn *txn, const struct index_folder *record,
		    uint32_t uid, const struct index_message *message,
		    struct span *out, struct err *err)
{
	const struct index_blob_of of = { uid, message };

	return index_blob_read(&txn->env->blobs, txn->env->dir, record, &of,
			       out, err);
}

/* Is it in a file that was looked into before? */
static bool peek_again(const struct index_blob_view *view,
		       const struct index_folder *record,
		       const struct index_blob_of *of, struct span *out)
{
	uint64_t at = index_blob_place(of->message);
	uint32_t found;

	return at < view->bytes.len && at >= INDEX_BLOB_FILE_HEAD &&
	       !index_blob_is_old(record, of->message) &&
	       index_blob_scan_peek(span_from(view->bytes, at), view->secret,
				    &found, out) &&
	       found == of->uid && out->len == of->message->blob_len;
}

bool index_blob_peek(struct index_txn *txn, const struct index_folder *record,
		     struct index_blob_view *view,
		     const struct index_blob_of *of, struct span *out,
		     struct err *err)
{
	struct index_blob_files *files = &txn->env->blobs;

	if (peek_again(view, record, of, out))
		return true;
	if (!read_with(index_blob_scan_peek, files, txn->env->dir, record, of,
		       out, err))
		return false;
	if (!index_blob_is_old(record, of->message))
		*view = (struct index_blob_view){
			.bytes =
				span_first(files->last->map, files->last->size),
			.secret = files->last->secret,
		};
	return true;
}

void index_blob_soon(struct index_txn *txn, const struct index_message *message)
{
	const struct index_blob_file *file = txn->env->blobs.last;
	uint64_t at = index_blob_place(message);

	if (!file || !message->blob_len || at >= file->map.len)
		return;
	for (unsigned i = 0; i < SOON_LINES; i++)
		__builtin_prefetch(file->map.ptr + at + i * LINE);
}

static void doom(struct index_txn *txn, const struct index_blob_name *name)
{
	txn->doomed = x_realloc_array(txn->doomed, txn->doomed_count + 1,
				      sizeof(*name));
	txn->doomed[txn->doomed_count++] = *name;
}

void index_blob_doom(struct index_txn *txn, const struct index_folder *record)
{
	struct index_blob_name name = name_of(record, record->blob_generation);

	doom(txn, &name);
	name.generation--;
	doom(txn, &name);
}

/* The folder came back in the same transaction. */
static void spare(struct index_txn *txn, const uint8_t mailbox_id[16])
{
	size_t kept = 0;

	for (size_t i = 0; i < txn->doomed_count; i++)
		if (memcmp(txn->doomed[i].mailbox_id, mailbox_id,
			   sizeof(txn->doomed[i].mailbox_id)) != 0)
			txn->doomed[kept++] = txn->doomed[i];
	txn->doomed_count = kept;
}

/* ---- after a rebuild ---- */

static bool adopt_file(struct index_txn *txn,
		       const struct index_blob_name *name,
		       const struct index_blob_found *found, uint64_t *out_end,
		       struct err *err)
{
	uint64_t at = INDEX_BLOB_FILE_HEAD;
	struct index_blob_file *file;
	struct span payload;
	struct span bytes;
	uint64_t place;
	uint32_t uid;

	*out_end = at;
	if (!index_blob_file_open(&txn->env->blobs, txn->env->dir, name,
				  INDEX_BLOB_MAKE, &file, err) ||
	    !index_blob_file_map(&txn->env->blobs, file, &bytes, err))
		return false;
	while (index_blob_scan_next(bytes, file->secret, &at, &place, &uid,
				    &payload)) {
		*out_end = at;
		found->call(found->arg, uid, place | mark_of(name->generation),
			    (uint32_t)payload.len, payload);
	}
	return true;
}

bool index_blob_adopt(struct index_txn *txn, struct index_folder *record,
		      const struct index_blob_found *found, struct err *err)
{
	struct index_blob_name name;
	struct index_blob_name before;
	uint64_t end;

	ASSERT(txn->mode == INDEX_WRITE);
	spare(txn, record->mailbox_id);
	/* Begun before: its file may be younger than the last look. */
	if (record->blob_end)
		index_blob_file_forget(&txn->env->blobs);
	record->blob_end = INDEX_BLOB_FILE_HEAD;
	if (!index_blob_file_newest(&txn->env->blobs, txn->env->dir,
				    record->mailbox_id, &name))
		return true;
	record->blob_generation = name.generation;
	before = name;
	before.generation--;
	if (index_blob_file_exists(txn->env->dir, &before) &&
	    !adopt_file(txn, &before, found, &end, err))
		return false;
	return adopt_file(txn, &name, found, &record->blob_end, err);
}

/* ---- compaction ---- */

bool index_blob_is_moving(struct index_txn *txn,
			  const struct index_folder *record)
{
	struct index_blob_name name =
		name_of(record, record->blob_generation - 1);

	return index_blob_file_exists(txn->env->dir, &name);
}

void index_blob_renew(struct index_txn *txn, struct index_folder *record)
{
	ASSERT(txn->mode == INDEX_WRITE && !index_blob_is_moving(txn, record));
	record->blob_generation++;
	record->blob_end = INDEX_BLOB_FILE_HEAD;
}

static bool move_one(struct index_txn *txn, uint32_t folder,
		     struct index_folder *record, uint32_t uid,
		     struct index_message *message, struct err *err)
{
	struct span payload;

	if (index_blob_get(txn, record, uid, message, &payload, err)) {
		if (!index_blob_add(txn, record, uid, payload, message, err))
			return false;
	} else {
		if (err->kind != ERR_CORRUPT)
			return false;
		err_clear(err);
		message->blob_at = mark_of(record->blob_generation);
		message->blob_len = 0;
		message->flags &= ~(uint32_t)INDEX_CACHED;
	}
	return index_message_put(txn, folder, uid, message, err);
}

static bool move_from(struct index_scan *scan, struct index_folder *record,
		      uint32_t *uid, struct err *err)
{
	uint64_t limit = record->blob_end + BYTES_MAX;
	struct index_message message;
	unsigned looked = 0;
	unsigned moved = 0;

	while (looked++ < LOOKED_MAX && moved < MOVED_MAX &&
	       record->blob_end < limit) {
		switch (index_scan_next(scan, uid, &message, err)) {
		case INDEX_STEP_BAD:
			return false;
		case INDEX_STEP_END:
			*uid = 0;
			return true;
		case INDEX_STEP_ONE:
			break;
		}
		if (!index_blob_is_old(record, &message))
			continue;
		if (!move_one(scan->txn, scan->folder, record, *uid, &message,
			      err))
			return false;
		moved++;
	}
	*uid = *uid == UINT32_MAX ? 0 : *uid + 1;
	return true;
}

bool index_blob_move(struct index_txn *txn, uint32_t folder,
		     struct index_folder *record, uint32_t *uid,
		     struct err *err)
{
	struct index_blob_name name =
		name_of(record, record->blob_generation - 1);
	struct index_scan scan;
	bool ok;

	index_scan_init(&scan, txn, folder, *uid);
	ok = move_from(&scan, record, uid, err);
	index_scan_release(&scan);
	if (ok && *uid == 0)
		doom(txn, &name);
	return ok;
}
