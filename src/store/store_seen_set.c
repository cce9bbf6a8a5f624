/* SPDX-License-Identifier: MIT */
/*
 * The file is "1 <uidvalidity> <recent>\n", where messages below UID `recent`
 * are no more recent, and behind it the packed set of UIDs. It is read and
 * replaced under the owner's write lock, so that of two sessions' changes none
 * is lost.
 */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/num.h"
#include "io/file.h"

enum {
	FILE_CAP = 64 << 20,
	RUNS_MAX = 8 << 20
};
static const char folder_name[] = "fumikura-seen";

/* ---- the file ---- */

static int open_folder(const struct store_user *reader)
{
	return openat(reader->root_fd, folder_name,
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool take_number(struct span *rest, uint32_t *out)
{
	uint64_t n;

	if (!num_take_u64(rest, UINT32_MAX, &n) || !rest->len)
		return false;
	*out = (uint32_t)n;
	*rest = span_from(*rest, 1);
	return true;
}

static bool parse(struct store_seen *seen, uint32_t uidvalidity,
		  struct span text)
{
	uint32_t version, validity;

	return take_number(&text, &version) && version == 1 &&
	       take_number(&text, &validity) && validity == uidvalidity &&
	       take_number(&text, &seen->recent_uid) &&
	       ranges_unpack(&seen->uids, text, RUNS_MAX);
}

/* Without a file, or with one of an older mailbox, nothing has been seen. */
bool store_seen_set_load(struct store_box *box, struct err *err)
{
	struct store_seen *seen = box->seen;
	auto_fd int folder = open_folder(seen->reader);
	auto_buf struct buf text;

	buf_init(&text, FILE_CAP);
	if (folder >= 0 && !file_read(folder, seen->file, &text, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
	}
	if (text.len && parse(seen, box->uidvalidity, buf_span(&text)))
		return true;
	ranges_clear(&seen->uids);
	seen->recent_uid = 1;
	return true;
}

static bool save(struct store_box *box, struct err *err)
{
	struct store_seen *seen = box->seen;
	struct store_user *reader = seen->reader;
	auto_buf struct buf text = { 0 };
	auto_fd int folder = -1;

	if (mkdirat(reader->root_fd, folder_name, 0700) < 0 && errno != EEXIST)
		return err_sys(err, "make %s", folder_name);
	folder = open_folder(reader);
	if (folder < 0)
		return err_sys(err, "open %s", folder_name);
	buf_init(&text, FILE_CAP);
	buf_add_format(&text, "1 %u %u\n", box->uidvalidity, seen->recent_uid);
	ranges_pack(&seen->uids, &text);
	if (text.full)
		return err_set(err, ERR_LIMIT, "Too many messages");
	return file_write_atomic(folder, seen->file, buf_span(&text), 0600,
				 err);
}

/* ---- for the verbs of the store ---- */

bool store_seen_set_has(const struct store_box *box, uint32_t uid)
{
	return ranges_has(&box->seen->uids, uid);
}

uint32_t store_seen_set_count_unseen(const struct store_box *box)
{
	struct ranges unseen;
	uint32_t count;

	ranges_init(&unseen);
	ranges_copy(&unseen, &box->uids);
	ranges_remove_all(&unseen, &box->seen->uids);
	count = ranges_size(&unseen);
	ranges_release(&unseen);
	return count;
}

bool store_seen_set_change(struct store_box *box, const struct ranges *now_seen,
			   const struct ranges *no_more, struct err *err)
{
	struct ranges *uids = &box->seen->uids;

	if (ranges_is_empty(now_seen) && ranges_is_empty(no_more))
		return true;
	ranges_add_all(uids, now_seen);
	ranges_remove_all(uids, no_more);
	/* Of messages that are gone nothing need be known. */
	if (box->expunge_modseq == box->modseq)
		ranges_intersect(uids, &box->uids);
	return save(box, err);
}

/* What this session was told of is no news for the next. */
static void claim_recent(struct store_box *box)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct store_seen *seen = box->seen;
	struct err err = { 0 };

	if (box->access != STORE_READ_WRITE || seen->recent_uid >= box->uidnext)
		return;
	if (store_txn_begin(box->user, &t, &err) &&
	    store_seen_set_load(box, &err)) {
		if (seen->recent_uid < box->uidnext)
			seen->recent_uid = box->uidnext;
		if (save(box, &err))
			return;
	}
	log_err(LOG_LEVEL_WARN, "seen", &err, "folder=%u", box->folder);
}

void store_seen_set_release(struct store_box *box)
{
	if (!box->seen)
		return;
	claim_recent(box);
	ranges_release(&box->seen->uids);
	free(box->seen->file);
	free(box->seen);
	box->seen = NULL;
}
