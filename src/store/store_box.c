/* SPDX-License-Identifier: MIT */
/*
 * An open mailbox: the view of a session, and moving it forward.
 *
 * The view is a set of UIDs and two modseqs. The set comes from the index's
 * gaps, without a look at the records. What happened since comes from the
 * change log by modseq; where that was trimmed, or the index was built anew,
 * from a pass over the records. New UIDs always lie above the view's uidnext,
 * so arrivals are the set from there.
 */
#include "store/store_priv.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"

void store_changes_init(struct store_changes *c)
{
	ranges_init(&c->expunged);
	ranges_init(&c->flags);
	ranges_init(&c->arrived);
	c->keywords = false;
	c->gone = false;
	c->own = false;
}

void store_changes_release(struct store_changes *c)
{
	ranges_release(&c->expunged);
	ranges_release(&c->flags);
	ranges_release(&c->arrived);
}

/* UIDs from `first` on. */
static bool read_uids(struct index_txn *txn, uint32_t folder,
		      const struct index_folder *rec, uint32_t first,
		      struct ranges *out, struct err *err)
{
	return index_uids_read(txn, folder, rec, first, out, err) &&
	       (first > 1 || store_side_is_whole(rec, ranges_size(out), err));
}

static unsigned count_keywords(struct index_txn *txn, uint32_t folder)
{
	struct store_keywords list;
	struct err err = { 0 };
	auto_buf struct buf text;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_keywords_read(txn, folder, &text, &list, &err))
		return 0;
	return list.count;
}

static bool view(struct store_box *box, struct index_txn *txn,
		 struct index_folder *rec, struct err *err)
{
	if (!index_folder_find(txn, span_of(box->dir), &box->folder, err) ||
	    !index_folder_get(txn, box->folder, rec, err)) {
		box->user->retry = err->kind == ERR_NOTFOUND;
		return false;
	}
	if (!read_uids(txn, box->folder, rec, 1, &box->uids, err))
		return false;
	box->uidvalidity = rec->uidvalidity;
	memcpy(box->mailbox_id, rec->mailbox_id, sizeof(box->mailbox_id));
	box->uidnext = rec->uidnext;
	box->modseq = rec->modseq;
	box->expunge_modseq = rec->modseq;
	box->keyword_count = count_keywords(txn, box->folder);
	ranges_copy(&box->recent, &box->uids);
	if (rec->recent_uid > 1)
		ranges_remove_run(&box->recent, 1, rec->recent_uid - 1);
	return true;
}

static bool open_once(struct store_box *box, struct err *err)
{
	struct index_folder rec;
	struct index_point point;
	struct index_txn *txn;
	bool ok;

	ranges_clear(&box->uids);
	ranges_clear(&box->recent);
	if (!store_build_ensure(box->user, err) ||
	    !store_sync(box->user, box->dir, STORE_SYNC_VIEW, err) ||
	    !index_begin(box->user->index, INDEX_READ, &txn, err))
		return false;
	point = index_txn_point(txn);
	ok = view(box, txn, &rec, err);
	index_abort(&txn);
	if (!ok)
		return false;
	store_recent_claim(box, 0, &box->recent);
	store_still_take(box, &rec, point);
	store_compact_go_on(box->user, box->dir);
	return true;
}

/* What deliveries that died have left behind. */
static void clean_tmp(const struct store_box *box)
{
	char path[STORE_PATH_CAP];
	auto_fd int fd = -1;

	if (box->access != STORE_READ_WRITE)
		return;
	snprintf(path, sizeof(path), "%s%stmp", box->dir, *box->dir ? "/" : "");
	fd = openat(box->user->root_fd, path,
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		md_scan_clean_tmp(fd);
}

static struct store_box *new_box(struct store_user *user, struct span name,
				 enum store_access access, struct err *err)
{
	auto_buf struct buf dir;
	struct store_box *box;

	buf_init(&dir, STORE_PATH_CAP);
	if (!store_user_dir(user, name, &dir, err))
		return NULL;
	box = x_calloc(1, sizeof(*box));
	box->user = user;
	box->access = access;
	box->name = dir.len ? x_span_dup(name) : x_strdup("INBOX");
	box->dir = x_strdup(buf_str(&dir));
	ranges_init(&box->uids);
	ranges_init(&box->recent);
	ranges_init(&box->taken);
	return box;
}

bool store_box_open(struct store_user *user, struct span name,
		    enum store_access access, struct store_box **out,
		    struct err *err)
{
	struct store_box *box = new_box(user, name, access, err);
	unsigned tries = 0;

	*out = box;
	if (!box)
		return false;
	do {
		err_clear(err);
		if (open_once(box, err)) {
			clean_tmp(box);
			return true;
		}
	} while (store_txn_retry(user, &tries, err));
	store_box_close(out);
	return false;
}

bool store_box_resume(struct store_user *user, struct span name,
		      enum store_access access, struct store_box **out,
		      struct err *err)
{
	*out = new_box(user, name, access, err);
	return *out;
}

void store_box_close(struct store_box **box)
{
	struct store_box *b = *box;

	if (!b)
		return;
	store_seen_set_release(b);
	ranges_release(&b->uids);
	ranges_release(&b->recent);
	ranges_release(&b->taken);
	free(b->name);
	free(b->dir);
	free(b);
	*box = NULL;
}

/* ---- refresh ---- */

/* By the records, when the log does not reach back far enough. */
static bool compare_records(struct store_box *box, struct index_txn *txn,
			    struct store_changes *out, struct err *err)
{
	struct index_message message;
	struct index_scan scan;
	enum index_step step;
	struct ranges live;
	uint32_t uid;

	ranges_init(&live);
	index_scan_init(&scan, txn, box->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE) {
		ranges_add(&live, uid);
		if (message.modseq > box->modseq)
			ranges_add(&out->flags, uid);
	}
	index_scan_release(&scan);
	ranges_copy(&out->expunged, &box->uids);
	ranges_remove_all(&out->expunged, &live);
	ranges_release(&live);
	return step == INDEX_STEP_END;
}

static bool read_log(struct store_box *box, struct index_txn *txn,
		     struct store_changes *out, struct err *err)
{
	if (index_log_read(txn, box->folder, box->modseq, &out->flags, NULL,
			   err) &&
	    index_log_read(txn, box->folder, box->expunge_modseq, NULL,
			   &out->expunged, err))
		return true;
	if (err->kind != ERR_GONE)
		return false;
	err_clear(err);
	ranges_clear(&out->flags);
	ranges_clear(&out->expunged);
	return compare_records(box, txn, out, err);
}

static bool read_changes(struct store_box *box, const struct index_folder *rec,
			 struct index_txn *txn, struct store_changes *out,
			 struct err *err)
{
	unsigned keywords = count_keywords(txn, box->folder);

	if (!read_log(box, txn, out, err) ||
	    !read_uids(txn, box->folder, rec, box->uidnext, &out->arrived, err))
		return false;
	ranges_intersect(&out->expunged, &box->uids);
	ranges_intersect(&out->flags, &box->uids);
	ranges_remove_all(&out->flags, &out->expunged);
	out->keywords = keywords > box->keyword_count;
	box->keyword_count = keywords;
	return true;
}

static void move_view(struct store_box *box, const struct index_folder *rec,
		      enum store_expunges how, struct store_changes *out)
{
	auto_ranges struct ranges recent = { 0 };

	if (how == STORE_EXPUNGES_TAKE || ranges_is_empty(&out->expunged)) {
		ranges_remove_all(&box->uids, &out->expunged);
		ranges_remove_all(&box->recent, &out->expunged);
		box->expunge_modseq = rec->modseq;
	} else {
		ranges_clear(&out->expunged);
	}
	box->modseq = rec->modseq;
	box->uidnext = rec->uidnext;
	if (ranges_is_empty(&out->arrived))
		return;
	ranges_add_all(&box->uids, &out->arrived);
	ranges_init(&recent);
	ranges_copy(&recent, &out->arrived);
	store_recent_claim(box, rec->recent_uid, &recent);
	ranges_add_all(&box->recent, &recent);
}

static bool was_own(struct store_box *box, uint64_t modseq)
{
	bool own = !box->met_others && modseq == box->modseq + box->own_modseqs;

	box->own_modseqs = 0;
	box->met_others = false;
	return own;
}

static bool has_moved(const struct store_box *box,
		      const struct index_folder *rec, enum store_expunges how)
{
	return rec->modseq != box->modseq || rec->uidnext != box->uidnext ||
	       (how == STORE_EXPUNGES_TAKE &&
		rec->modseq != box->expunge_modseq);
}

static bool refresh_once(struct store_box *box, enum store_expunges how,
			 struct store_changes *out, struct err *err)
{
	struct index_folder rec;
	struct index_point point;
	struct index_txn *txn;
	bool moved, ok;

	if (!store_build_ensure(box->user, err) ||
	    !store_sync(box->user, box->dir, STORE_SYNC_FULL, err) ||
	    !index_begin(box->user->index, INDEX_READ, &txn, err))
		return false;
	point = index_txn_point(txn);
	ok = store_box_find(box, txn, &rec, err);
	moved = ok && has_moved(box, &rec, how);
	if (moved)
		ok = read_changes(box, &rec, txn, out, err);
	index_abort(&txn);
	if (!ok)
		return false;
	out->own = was_own(box, rec.modseq);
	if (moved)
		move_view(box, &rec, how, out);
	store_still_take(box, &rec, point);
	return !moved || !box->seen || store_seen_set_load(box, err);
}

bool store_box_refresh(struct store_box *box, enum store_expunges how,
		       struct store_changes *out, struct ranges *before,
		       struct err *err)
{
	unsigned tries = 0;

	if (before)
		ranges_copy(before, &box->uids);
	if (store_still_holds(box)) {
		out->own = was_own(box, box->modseq);
		return true;
	}
	do {
		err_clear(err);
		ranges_clear(&out->expunged);
		ranges_clear(&out->flags);
		ranges_clear(&out->arrived);
		if (refresh_once(box, how, out, err))
			return true;
	} while (store_txn_retry(box->user, &tries, err));
	if (err->kind != ERR_GONE && err->kind != ERR_NOTFOUND)
		return false;
	err_clear(err);
	out->gone = true;
	return true;
}
