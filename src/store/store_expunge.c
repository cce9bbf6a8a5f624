/* SPDX-License-Identifier: MIT */
/*
 * Removing messages, with \Deleted or whatever they have: files first, then the
 * records, in transactions of some hundred; one flush of the directories at the
 * end.
 */
#include "stats/stats.h"
#include "store/store_priv.h"
#include "store/store_progress.h"

#include <errno.h>
#include <unistd.h>

#include "base/auto.h"

enum {
	LOGGED_LEAST = 256,   /* fewer are all looked at */
	LOGGED_SHARE = 4,     /* of all; more are, too */
	LOGGED_MODSEQS = 1000 /* of the log, the newest */
};

enum expunge_which {
	EXPUNGE_DELETED,
	EXPUNGE_ANY
};

struct expunging {
	struct store_box *box;
	enum expunge_which which;
	struct ranges chunk;
	struct store_locate locate;
	struct ranges gone;
	bool touched[STORE_PLACES];
};

/* ERR_GONE: the file is not where the index says. */
static bool unlink_file(struct store_side *side, uint32_t uid,
			const struct index_message *message, struct err *err)
{
	enum store_place place = store_name_place(message);
	auto_buf struct buf name;

	buf_init(&name, MD_NAME_MAX);
	if (!store_name_of(side->t->txn, &side->rec, uid, message, &name,
			   err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		return err_set(err, ERR_GONE, "The message was expunged");
	}
	if (!store_side_touch(side, place, err))
		return false;
	if (unlinkat(side->dirs.fd[place], buf_str(&name), 0) == 0)
		return true;
	if (errno == ENOENT)
		return err_set(err, ERR_GONE, "The message was expunged");
	return err_sys(err, "unlink %s in %s", buf_str(&name), side->dir);
}

static bool expunge_one(struct expunging *x, struct store_side *side,
			uint32_t uid, struct err *err)
{
	struct index_message message;

	if (!index_message_get(side->t->txn, side->folder, uid, &message,
			       err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	if (x->which == EXPUNGE_DELETED && !(message.flags & INDEX_DELETED))
		return true;
	if (!ranges_has(&x->locate.absent, uid) &&
	    !unlink_file(side, uid, &message, err)) {
		if (err->kind == ERR_GONE)
			x->locate.missing = uid;
		return false;
	}
	ranges_add(&x->gone, uid);
	store_side_count(side, STORE_COUNT_OUT, &message);
	return index_message_remove(side->t->txn, side->folder, uid, err);
}

static bool chunk_once(struct expunging *x, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	x->locate.missing = 0;
	ranges_clear(&x->gone);
	if (!store_build_ensure(x->box->user, err) ||
	    !store_txn_begin(x->box->user, &t, err) ||
	    !store_box_side(x->box, &t, &side, err))
		return false;
	for (uint32_t u = ranges_from(&x->chunk, 1); u;
	     u = ranges_next(&x->chunk, u))
		if (!expunge_one(x, &side, u, err))
			return false;
	for (int i = 0; i < STORE_PLACES; i++)
		x->touched[i] |= side.touched[i];
	return store_side_log(&side, INDEX_EXPUNGED, &x->gone, err) &&
	       store_side_put(&side, err) && store_txn_commit(&t, err);
}

static bool run_chunk(struct expunging *x, struct err *err)
{
	x->locate.tries = 0;
	x->locate.rounds = 0;
	do {
		err_clear(err);
		if (!chunk_once(x, err))
			continue;
		stats_add(STATS_store_expunged, ranges_size(&x->gone));
		return true;
	} while (store_locate_retry(x->box, &x->locate, err));
	return false;
}

static bool run_all(struct expunging *x, struct ranges *uids, struct err *err)
{
	uint32_t goal = ranges_size(uids);
	uint32_t done = 0;
	uint32_t u = ranges_from(uids, 1);

	while (u) {
		ranges_clear(&x->chunk);
		for (unsigned n = 0; u && n < STORE_CHUNK; n++) {
			ranges_add(&x->chunk, u);
			u = ranges_next(uids, u);
		}
		store_progress_tell(x->box, done, goal);
		done += ranges_size(&x->chunk);
		if (!run_chunk(x, err))
			return false;
	}
	return true;
}

/* All with \Deleted; the record says how many there are. */
static bool list_all(const struct store_read *read, struct ranges *out,
		     struct err *err)
{
	uint32_t left = read->folder.deleted;
	struct index_message message;
	enum index_step step = INDEX_STEP_END;
	struct index_scan scan;
	uint32_t uid;

	index_scan_init(&scan, read->txn, read->box->folder, 1);
	while (left && (step = index_scan_next(&scan, &uid, &message, err)) ==
			       INDEX_STEP_ONE) {
		if (!(message.flags & INDEX_DELETED))
			continue;
		ranges_add(out, uid);
		left--;
	}
	index_scan_release(&scan);
	return step != INDEX_STEP_BAD;
}

static bool list_among(struct store_read *read, const struct ranges *among,
		       struct ranges *out, struct err *err)
{
	auto_ranges struct ranges seen;
	struct index_message message;

	/* A client's set may name four thousand million UIDs. */
	ranges_init(&seen);
	ranges_copy(&seen, among);
	ranges_intersect(&seen, &read->box->uids);
	for (uint32_t u = ranges_from(&seen, 1); u; u = ranges_next(&seen, u)) {
		if (!index_scan_find(&read->scan, u, &message, err)) {
			if (err->kind != ERR_NOTFOUND)
				return false;
			err_clear(err);
			continue;
		}
		if (message.flags & INDEX_DELETED)
			ranges_add(out, u);
	}
	return true;
}

/* Those that were marked lately, as most are, by the change log. */
static bool list_logged(struct store_read *read, struct ranges *out,
			struct err *err)
{
	const struct index_folder *folder = &read->folder;
	uint64_t after = folder->log_cut;
	auto_ranges struct ranges changed;

	if (folder->modseq > after + LOGGED_MODSEQS)
		after = folder->modseq - LOGGED_MODSEQS;
	ranges_init(&changed);
	if (!index_log_read(read->txn, read->box->folder, after, &changed, NULL,
			    err))
		return false;
	return ranges_size(&changed) > folder->messages / LOGGED_SHARE ||
	       list_among(read, &changed, out, err);
}

static bool list_every(struct store_read *read, struct ranges *out,
		       struct err *err)
{
	if (read->folder.messages >= LOGGED_LEAST) {
		if (!list_logged(read, out, err))
			return false;
		if (ranges_size(out) == read->folder.deleted)
			return true;
		ranges_clear(out);
	}
	return list_all(read, out, err);
}

/* Those with \Deleted among `among` (NULL: all), so that no transaction is
 * spent on the others. */
static bool list_deleted(struct store_box *box, const struct ranges *among,
			 struct ranges *out, struct err *err)
{
	struct store_read read;
	bool ok = true;

	if (!store_sync(box->user, box->dir, STORE_SYNC_FULL, err) ||
	    !store_read_begin(box, &read, err))
		return false;
	if (read.folder.deleted)
		ok = among ? list_among(&read, among, out, err)
			   : list_every(&read, out, err);
	store_read_end(&read);
	return ok;
}

static bool expunge(struct store_box *box, enum expunge_which which,
		    const struct ranges *uids, struct err *err)
{
	struct expunging x = { .box = box, .which = which };
	struct ranges list;
	bool ok = true;

	if (box->access != STORE_READ_WRITE)
		return err_set(err, ERR_DENIED, "Mailbox is read-only");
	ranges_init(&list);
	ranges_init(&x.chunk);
	store_locate_init(&x.locate);
	ranges_init(&x.gone);
	if (which == EXPUNGE_ANY)
		ranges_copy(&list, uids);
	else
		ok = list_deleted(box, uids, &list, err);
	ok = ok && run_all(&x, &list, err) &&
	     store_dirs_flush(box->user, box->dir, x.touched, err);
	if (!ranges_is_empty(&list))
		index_notify(box->user->index);
	ranges_release(&list);
	ranges_release(&x.chunk);
	store_locate_release(&x.locate);
	ranges_release(&x.gone);
	return ok;
}

bool store_expunge(struct store_box *box, const struct ranges *uids,
		   struct err *err)
{
	return expunge(box, EXPUNGE_DELETED, uids, err);
}

bool store_expunge_any(struct store_box *box, const struct ranges *uids,
		       struct err *err)
{
	return expunge(box, EXPUNGE_ANY, uids, err);
}
