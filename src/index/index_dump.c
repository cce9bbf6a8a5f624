/* SPDX-License-Identifier: MIT */
/*
 * LMDB is asked for nothing but a reader's slot, which keeps writers from
 * using the pages of the snapshot again; and that only where the mark says that
 * others would open the environment too. The pages are read by
 * index_dump_walk.c, which survives what LMDB would not.
 */
#include "index/index_dump.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "index/index_dump_walk.h"
#include "index/index_mark.h"
#include "index/index_priv.h"
#include "index/index_record.h"
#include "index/index_verify.h"

enum {
	PIN_TRIES = 20
};

struct index_dump {
	char *dir;
	int fd; /* of the environment; -1: none */
	struct index_dump_pages pages;
	MDB_env *lmdb; /* NULL: nobody writes in it */
	MDB_txn *snapshot;
	struct index_blob_files blobs;
};

/* ---- opening ---- */

/* What LMDB reads before it looks at a tree must be sane. */
static bool meta_is_sane(int fd)
{
	size_t front = 2 * (size_t)sysconf(_SC_PAGESIZE);
	auto_free char *bytes = x_calloc(front, 1);
	uint64_t map, used;
	struct stat st;

	return fstat(fd, &st) == 0 &&
	       pread(fd, bytes, front, 0) == (ssize_t)front &&
	       index_verify_meta(span_make(bytes, front), (uint64_t)st.st_size,
				 &map, &used);
}

static void unpin(struct index_dump *dump)
{
	if (dump->snapshot)
		mdb_txn_abort(dump->snapshot);
	if (dump->lmdb)
		mdb_env_close(dump->lmdb);
	dump->snapshot = NULL;
	dump->lmdb = NULL;
}

/* A reader's slot, and the meta page that goes with it. */
static bool pin(struct index_dump *dump, struct index_dump_state *state)
{
	auto_free char *path = x_printf("%s/" INDEX_ENV_FILE, dump->dir);
	MDB_envinfo info;

	if (mdb_env_create(&dump->lmdb) != 0)
		return false;
	if (mdb_env_open(dump->lmdb, path,
			 MDB_RDONLY | MDB_NOTLS | MDB_NOSUBDIR, 0600) != 0)
		return false;
	for (int tries = 0; tries < PIN_TRIES; tries++) {
		if (mdb_txn_begin(dump->lmdb, NULL, MDB_RDONLY,
				  &dump->snapshot) != 0)
			return false;
		/* Two commits later its meta page is another's. */
		if (index_dump_walk_begin(dump->fd, mdb_txn_id(dump->snapshot),
					  &dump->pages) &&
		    mdb_env_info(dump->lmdb, &info) == 0) {
			state->readers = info.me_numreaders;
			state->readers_max = info.me_maxreaders;
			return true;
		}
		mdb_txn_abort(dump->snapshot);
		dump->snapshot = NULL;
	}
	return false;
}

static bool open_env(struct index_dump *dump, struct index_dump_state *state,
		     struct err *err)
{
	auto_fd int dir = open(dump->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir >= 0)
		dump->fd = openat(dir, INDEX_ENV_FILE, O_RDONLY | O_CLOEXEC);
	if (dump->fd < 0)
		return errno == ENOENT || err_sys(err, "open %s", dump->dir);
	state->word = "bad-meta";
	if (meta_is_sane(dump->fd) &&
	    index_mark_is_right(dir, INDEX_ENV_FILE, INDEX_LOCK_FILE,
				&state->word, err))
		state->word = "good";
	if (err->kind != ERR_NONE)
		return false;
	if (!span_eq(span_of(state->word), SPAN("good")) || !pin(dump, state)) {
		unpin(dump);
		if (!index_dump_walk_begin(dump->fd, 0, &dump->pages))
			state->word = "bad-meta";
	}
	state->txnid = dump->pages.txnid;
	state->file_bytes = dump->pages.file_size;
	return true;
}

bool index_dump_open(const char *dir, struct index_dump **out,
		     struct index_dump_state *out_state, struct err *err)
{
	struct index_dump *dump = x_calloc(1, sizeof(*dump));

	err_clear(err);
	*out_state = (struct index_dump_state){ .word = "none" };
	dump->dir = x_strdup(dir);
	dump->fd = -1;
	index_blob_file_init(&dump->blobs);
	if (!open_env(dump, out_state, err)) {
		index_dump_close(&dump);
		return false;
	}
	*out = dump;
	return true;
}

void index_dump_close(struct index_dump **dump)
{
	struct index_dump *closing = TAKE(*dump);

	if (!closing)
		return;
	unpin(closing);
	index_blob_file_release(&closing->blobs);
	if (closing->fd >= 0)
		close(closing->fd);
	free(closing->dir);
	free(closing);
}

/* ---- records ---- */

struct reading {
	void (*found)(void *arg, const struct index_dump_item *item);
	void *arg;
};

static void tell_damage(struct reading *r, const char *text)
{
	struct index_dump_item item = { .kind = INDEX_DUMP_DAMAGE,
					.text = span_of(text) };

	r->found(r->arg, &item);
}

static void found_damage(void *arg, uint64_t page, const char *what)
{
	auto_free char *text = x_printf("page %ju %s", (uintmax_t)page, what);

	tell_damage(arg, text);
}

static uint32_t be32_in(struct span key, size_t at)
{
	uint32_t n = 0;

	if (key.len >= at + sizeof(n))
		memcpy(&n, key.ptr + at, sizeof(n));
	return be32toh(n);
}

static bool give(struct reading *r, const struct index_dump_item *item)
{
	r->found(r->arg, item);
	return true;
}

static bool give_folder(struct reading *r, struct index_dump_item *item,
			struct span value)
{
	struct index_folder record;

	item->kind = INDEX_DUMP_FOLDER;
	item->record = &record;
	return index_record_read_folder(value, &record) && give(r, item);
}

static bool give_name(struct reading *r, struct index_dump_item *item,
		      struct span key, struct span value)
{
	item->kind = INDEX_DUMP_NAME;
	item->text = span_from(key, 1);
	return index_record_read_u32(value, &item->folder) && give(r, item);
}

static bool give_change(struct reading *r, struct index_dump_item *item,
			struct span key, struct span value)
{
	auto_ranges struct ranges uids;
	struct index_change change = { .uids = &uids };
	uint16_t serial;

	ranges_init(&uids);
	item->kind = INDEX_DUMP_CHANGE;
	item->change = &change;
	return index_record_read_key_log(key, item->folder, &change.modseq,
					 &serial) &&
	       index_log_read_entry(value, &change.kind, &uids) &&
	       give(r, item);
}

static bool give_message(struct reading *r, struct index_dump_item *item,
			 struct span key, struct span value)
{
	struct index_message message;

	item->kind = INDEX_DUMP_MESSAGE;
	item->uid = be32_in(key, 5);
	item->message = &message;
	return index_record_read_message(value, &message) && give(r, item);
}

static bool give_usage(struct reading *r, struct index_dump_item *item,
		       struct span value)
{
	struct index_usage usage;

	item->kind = INDEX_DUMP_USAGE;
	item->usage = &usage;
	return index_record_read_usage(value, &usage) && give(r, item);
}

/* A record whose seal is right. */
static bool give_record(struct reading *r, struct span key, struct span value)
{
	struct index_dump_item item = { .folder = be32_in(key, 1) };

	switch (key.ptr[0]) {
	case INDEX_KEY_USAGE:
		return give_usage(r, &item, value);
	case INDEX_KEY_FOLDER:
		return give_folder(r, &item, value);
	case INDEX_KEY_NAME:
		return give_name(r, &item, key, value);
	case INDEX_KEY_KEYWORDS:
		item.kind = INDEX_DUMP_KEYWORDS;
		item.text = value;
		return give(r, &item);
	case INDEX_KEY_LOG:
		return give_change(r, &item, key, value);
	case INDEX_KEY_MESSAGE:
		return give_message(r, &item, key, value);
	default:
		return true;
	}
}

static void found_record(void *arg, struct span key, struct span value)
{
	struct reading *r = arg;
	auto_free char *text = NULL;
	struct span opened;

	if (key.ptr[0] == INDEX_KEY_SCHEMA) {
		if (!index_record_is_version(value))
			tell_damage(r, "the index has another version");
		return;
	}
	if (index_record_open(key, value, &opened) &&
	    give_record(r, key, opened))
		return;
	text = x_printf("a record of kind %d, number %" PRIu32 " is damaged",
			key.ptr[0], be32_in(key, key.len == 9 ? 5 : 1));
	tell_damage(r, text);
}

void index_dump_read(struct index_dump *dump,
		     void (*found)(void *arg,
				   const struct index_dump_item *item),
		     void *arg)
{
	struct reading r = { found, arg };
	const struct index_dump_walk_sink sink = { found_record, found_damage,
						   &r };

	if (dump->fd < 0)
		return;
	if (!dump->pages.page)
		tell_damage(&r, "both meta pages are damaged");
	index_dump_walk(&dump->pages, &sink);
}

bool index_dump_blob(struct index_dump *dump, const struct index_folder *record,
		     uint32_t uid, const struct index_message *message,
		     struct span *out)
{
	const struct index_blob_of of = { uid, message };
	struct err err;

	return index_blob_read(&dump->blobs, dump->dir, record, &of, out, &err);
}
