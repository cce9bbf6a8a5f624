/* SPDX-License-Identifier: MIT */
/*
 * Reading messages: records and kept fields from one snapshot of the index,
 * files whole. A file that is not under its expected name was renamed or
 * removed by somebody else: one forced sync, then it is there or gone.
 */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"

enum {
	READ_MAX = 64 * 1024 /* cheaper to read than to map */
};

/* A damaged index is discarded by the next verb, not by its readers. */
static bool noted(struct store_box *box, bool ok, const struct err *err)
{
	if (!ok && err->kind == ERR_CORRUPT)
		box->user->corrupt = true;
	return ok;
}

static bool begin(struct store_box *box, struct store_read *out,
		  struct err *err)
{
	*out = (struct store_read){ .box = box };
	if (!index_begin(box->user->index, INDEX_READ, &out->txn, err))
		return false;
	if (noted(box, store_box_find(box, out->txn, &out->folder, err), err)) {
		index_scan_init(&out->scan, out->txn, box->folder, 1);
		if (box->seen)
			out->folder.unseen = store_seen_set_count_unseen(box);
		return true;
	}
	index_abort(&out->txn);
	return false;
}

bool store_read_begin(struct store_box *box, struct store_read *out,
		      struct err *err)
{
	if (begin(box, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND && err->kind != ERR_CORRUPT)
		return false;
	/* The index was discarded by somebody and is to be filled again. */
	box->user->retry = false;
	err_clear(err);
	return store_build_ensure(box->user, err) &&
	       store_sync(box->user, box->dir, STORE_SYNC_FULL, err) &&
	       begin(box, out, err);
}

void store_read_end(struct store_read *read)
{
	if (!read->txn)
		return;
	index_scan_release(&read->scan);
	index_abort(&read->txn);
}

/* Why there is no record. One of the view that is missing though nothing was
 * expunged since has a damaged key. */
static bool lacks_record(struct store_read *read, uint32_t uid, struct err *err)
{
	struct store_box *box = read->box;

	if (err->kind == ERR_NOTFOUND && ranges_has(&box->uids, uid) &&
	    read->folder.modseq == box->expunge_modseq) {
		err_clear(err);
		err_set(err, ERR_CORRUPT, "The index is damaged");
		err_detail(err, "no record of UID %u", uid);
	}
	if (err->kind != ERR_NOTFOUND)
		return noted(box, false, err);
	err_clear(err);
	return err_set(err, ERR_GONE, "The message was expunged");
}

/* Inline, because many are got in a row. */
static inline bool get_message(struct store_read *read, uint32_t uid,
			       struct store_message *out, struct err *err)
{
	struct store_box *box = read->box;
	struct index_message *r = &out->record;

	if (!index_scan_find(&read->scan, uid, r, err))
		return lacks_record(read, uid, err);
	out->uid = uid;
	out->flags = r->flags & INDEX_FLAG_MASK;
	if (box->seen) {
		out->flags &= ~(uint32_t)INDEX_SEEN;
		if (store_seen_set_has(box, uid))
			out->flags |= INDEX_SEEN;
	}
	out->keywords = r->keywords;
	out->modseq = r->modseq;
	out->internaldate = r->internaldate;
	out->savedate = r->savedate;
	out->size = r->size;
	out->vsize = r->vsize;
	out->sent = r->flags & INDEX_CACHED && r->sent ? r->sent : INT64_MIN;
	out->sent_zone = r->sent_zone;
	out->recent = box->recent.count && ranges_has(&box->recent, uid);
	return true;
}

bool store_message_get(struct store_read *read, uint32_t uid,
		       struct store_message *out, struct err *err)
{
	return get_message(read, uid, out, err);
}

bool store_message_ahead(struct store_read *read, const struct ranges *uids,
			 uint32_t *uid, enum store_ahead_of what,
			 struct store_ahead *out, struct err *err)
{
	uint32_t end = ranges_run_end(uids, *uid);

	out->gone = 0;
	for (out->count = 0; *uid && out->count < STORE_AHEAD; out->count++) {
		struct store_message *m = &out->message[out->count];
		bool gone = !get_message(read, *uid, m, err);

		if (gone && err->kind != ERR_GONE)
			return false;
		if (gone) {
			err_clear(err);
			*m = (struct store_message){ .uid = *uid };
		}
		out->gone |= (uint32_t)gone << out->count;
		if (what == STORE_AHEAD_FIELDS && !gone)
			index_blob_soon(read->txn, &m->record);
		if (*uid < end) {
			++*uid;
			continue;
		}
		*uid = ranges_next(uids, *uid);
		end = ranges_run_end(uids, *uid);
	}
	return true;
}

/* Unchecked: each field of it has a sum of its own. */
static bool find_payload(struct store_read *read,
			 const struct store_message *message, struct err *err)
{
	const struct index_blob_of of = { message->uid, &message->record };

	if (!(message->record.flags & INDEX_CACHED) ||
	    !message->record.blob_len)
		return false;
	if (read->payload_uid == message->uid)
		return true;
	read->payload_uid = 0;
	if (!index_blob_peek(read->txn, &read->folder, &read->blobs, &of,
			     &read->payload, err))
		return false;
	read->payload_uid = message->uid;
	return true;
}

bool store_message_field(struct store_read *read,
			 const struct store_message *message,
			 enum store_field field, struct span *out,
			 struct err *err)
{
	if (find_payload(read, message, err) &&
	    store_blob_find(read->payload, field, out))
		return true;
	err_clear(err);
	return err_set(err, ERR_NOTFOUND, "Not kept");
}

bool store_message_order(struct store_read *read,
			 const struct store_message *message,
			 struct mime_order *out, struct err *err)
{
	struct span field;

	if (!store_message_field(read, message, STORE_ORDER, &field, err))
		return false;
	if (mime_order_read(field, out))
		return true;
	return err_set(err, ERR_NOTFOUND, "Not kept");
}

/* ---- files ---- */

bool store_read_path(struct store_read *read,
		     const struct store_message *message, struct buf *out,
		     struct err *err)
{
	const struct index_message *record = &message->record;
	const char *dir = read->box->dir;

	buf_add_str(out, dir);
	buf_add_str(out, *dir ? "/" : "");
	buf_add_str(out,
		    store_name_place(record) == STORE_NEW ? "new/" : "cur/");
	return store_name_of(read->txn, &read->folder, message->uid, record,
			     out, err);
}

/* Path of the message's file, relative to the Maildir. ERR_GONE if there is
 * no such message, ERR_NOTFOUND if the index does not know the name. */
static bool path_of(struct store_box *box, uint32_t uid, struct buf *out,
		    uint64_t *out_vsize, struct err *err)
{
	struct store_message message = { .vsize = 0 };
	struct store_read read;
	bool ok;

	if (!store_read_begin(box, &read, err))
		return false;
	ok = store_message_get(&read, uid, &message, err) &&
	     store_read_path(&read, &message, out, err);
	*out_vsize = message.vsize;
	store_read_end(&read);
	return ok;
}

static bool map_file(int fd, size_t size, struct store_file *out,
		     struct err *err)
{
	out->map_len = size;
	out->map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (out->map == MAP_FAILED) {
		out->map = NULL;
		return err_sys(err, "mmap message of %zu bytes", size);
	}
	out->bytes = span_make(out->map, size);
	return true;
}

static bool read_file(int fd, size_t size, struct store_file *out,
		      struct err *err)
{
	size_t len = 0;
	ssize_t got = 1;

	out->small = x_realloc_array(NULL, size, 1);
	while (len < size && got > 0) {
		got = read(fd, out->small + len, size - len);
		if (got > 0)
			len += (size_t)got;
	}
	if (got < 0) {
		err_sys(err, "read message");
		store_message_close(out);
		return false;
	}
	out->bytes = span_make(out->small, len);
	return true;
}

static bool take_file(int fd, struct store_file *out, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_sys(err, "fstat message");
	if (!S_ISREG(st.st_mode)) {
		err_set(err, ERR_TEMP, "Temporary failure");
		return err_detail(err, "message is no regular file");
	}
	out->bytes = SPAN("");
	if (st.st_size == 0)
		return true;
	return st.st_size <= READ_MAX
		       ? read_file(fd, (size_t)st.st_size, out, err)
		       : map_file(fd, (size_t)st.st_size, out, err);
}

static int open_file(struct store_box *box, const char *path)
{
	return openat(box->user->root_fd, path,
		      O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

bool store_read_front(struct store_box *box, const char *path, char *to,
		      size_t space, size_t *out_len, bool *out_all)
{
	auto_fd int fd = open_file(box, path);
	ssize_t got = fd < 0 ? -1 : read(fd, to, space);

	*out_len = got > 0 ? (size_t)got : 0;
	*out_all = *out_len < space;
	return got >= 0;
}

bool store_read_open(struct store_box *box, const char *path,
		     struct store_file *out, struct err *err)
{
	auto_fd int fd = open_file(box, path);

	if (fd >= 0)
		return take_file(fd, out, err);
	if (errno == ENOENT)
		return err_set(err, ERR_NOTFOUND, "Not there");
	return err_sys(err, "open %s/%s", box->user->account.mail, path);
}

/* ERR_NOTFOUND: not under the name that the index knows. */
static bool open_expected(struct store_box *box, uint32_t uid,
			  struct store_file *out, struct err *err)
{
	auto_buf struct buf path;

	buf_init(&path, STORE_PATH_CAP);
	*out = (struct store_file){ .map = NULL };
	return path_of(box, uid, &path, &out->vsize, err) &&
	       store_read_open(box, buf_str(&path), out, err);
}

bool store_message_open(struct store_box *box, uint32_t uid,
			struct store_file *out, struct err *err)
{
	if (open_expected(box, uid, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	box->user->rescan = true;
	if (!store_sync(box->user, box->dir, STORE_SYNC_FULL, err))
		return false;
	if (open_expected(box, uid, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	/* The name itself is in doubt. */
	if (!store_locate_mend(box, uid, err))
		return false;
	if (open_expected(box, uid, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	return err_set(err, ERR_GONE, "The message was expunged");
}

bool store_message_open_at(struct store_box *box, uint32_t uid,
			   const char *path, struct store_file *out,
			   struct err *err)
{
	*out = (struct store_file){ .map = NULL };
	if (store_read_open(box, path, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	return store_message_open(box, uid, out, err);
}

void store_message_close(struct store_file *file)
{
	if (file->map)
		munmap(file->map, file->map_len);
	free(file->small);
	*file = (struct store_file){ .map = NULL };
}
