/* SPDX-License-Identifier: MIT */
/*
 * Changing flags: a rename each, in transactions of some hundred messages,
 * each with a modseq of its own; one flush of the directories at the end.
 */
#include "stats/stats.h"
#include "store/store_priv.h"
#include "store/store_progress.h"

struct flagging {
	struct store_box *box;
	struct store_flags_change change;
	struct store_noted noted;
	struct ranges chunk;
	struct store_locate locate;
	struct ranges changed;
	struct ranges modified;
	struct ranges now_seen; /* of box->seen */
	struct ranges no_more;
	bool touched[STORE_PLACES];
	bool numbered; /* the chunk at work took a modseq */
};

static void apply(const struct store_flags_change *c,
		  struct index_message *message)
{
	uint32_t flags = c->flags & INDEX_FLAG_MASK;

	switch (c->how) {
	case STORE_FLAGS_ADD:
		message->flags |= flags;
		message->keywords |= c->keywords;
		break;
	case STORE_FLAGS_REMOVE:
		message->flags &= ~flags;
		message->keywords &= ~c->keywords;
		break;
	case STORE_FLAGS_SET:
		message->flags &= ~(uint32_t)INDEX_FLAG_MASK;
		message->flags |= flags;
		message->keywords = c->keywords;
		break;
	}
}

static void apply_kept(const struct flagging *f,
		       const struct index_message *before,
		       struct index_message *after)
{
	uint32_t kept = f->box->kept_flags;

	apply(&f->change, after);
	after->flags &= ~kept;
	after->flags |= before->flags & kept;
	if (f->box->keeps_keywords)
		after->keywords = before->keywords;
}

/* The record keeps the owner's \Seen; *out_seen: the reader's changes. */
static void apply_private(struct flagging *f, uint32_t uid,
			  const struct index_message *before,
			  struct index_message *after, bool *out_seen)
{
	struct index_message theirs = *before;
	const uint32_t seen = INDEX_SEEN;
	bool was = store_seen_set_has(f->box, uid);

	theirs.flags = (before->flags & ~seen) | (was ? seen : 0);
	*after = theirs;
	apply_kept(f, &theirs, after);
	*out_seen = !(after->flags & seen) == was;
	if (*out_seen)
		ranges_add(was ? &f->no_more : &f->now_seen, uid);
	after->flags = (after->flags & ~seen) | (before->flags & seen);
}

/* Only the reader's \Seen: the file keeps its name. */
static bool change_seen(struct flagging *f, struct store_side *side,
			uint32_t uid, const struct index_message *before,
			struct err *err)
{
	struct index_message after = *before;

	ranges_add(&f->changed, uid);
	return store_side_modseq(side, &after.modseq, err) &&
	       store_side_change(side, uid, before, &after, err);
}

static bool change_one(struct flagging *f, struct store_side *side,
		       uint32_t uid, struct err *err)
{
	struct index_message before, after;
	bool seen = false;

	if (!index_message_get(side->t->txn, side->folder, uid, &before, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	if (before.modseq > f->box->modseq)
		f->box->met_others = true;
	if (before.modseq > f->change.unchanged_since) {
		ranges_add(&f->modified, uid);
		return true;
	}
	after = before;
	if (f->box->seen)
		apply_private(f, uid, &before, &after, &seen);
	else
		apply_kept(f, &before, &after);
	if (after.flags == before.flags && after.keywords == before.keywords)
		return !seen || change_seen(f, side, uid, &before, err);
	after.flags &= ~(uint32_t)INDEX_IN_NEW;
	if (!store_side_modseq(side, &after.modseq, err))
		return false;
	switch (store_name_change(side, uid, &before, &after, err)) {
	case STORE_RENAMED:
		ranges_add(&f->changed, uid);
		store_noted_keywords(&f->noted, uid, before.keywords,
				     after.keywords);
		return store_side_change(side, uid, &before, &after, err);
	case STORE_RENAME_MISSING:
		f->locate.missing = uid;
		return err_set(err, ERR_GONE, "The message was expunged");
	case STORE_RENAME_BAD:
		break;
	}
	return false;
}

static bool chunk_once(struct flagging *f, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	f->locate.missing = 0;
	ranges_clear(&f->changed);
	ranges_clear(&f->modified);
	ranges_clear(&f->now_seen);
	ranges_clear(&f->no_more);
	store_noted_clear(&f->noted);
	if (!store_build_ensure(f->box->user, err) ||
	    !store_txn_begin(f->box->user, &t, err) ||
	    !store_box_side(f->box, &t, &side, err) ||
	    (f->box->seen && !store_seen_set_load(f->box, err)) ||
	    !store_keywords_widen(&side, &f->change, err))
		return false;
	for (uint32_t u = ranges_from(&f->chunk, 1); u;
	     u = ranges_next(&f->chunk, u)) {
		if (ranges_has(&f->locate.absent, u))
			continue;
		if (!change_one(f, &side, u, err))
			return false;
	}
	for (int i = 0; i < STORE_PLACES; i++)
		f->touched[i] |= side.touched[i];
	f->numbered = side.modseq != 0;
	return store_side_log(&side, INDEX_CHANGED_FLAGS, &f->changed, err) &&
	       store_noted_save(&f->noted, &side, err) &&
	       (!f->box->seen || store_seen_set_change(f->box, &f->now_seen,
						       &f->no_more, err)) &&
	       store_side_put(&side, err) && store_txn_commit(&t, err);
}

static void count_deleted(struct flagging *f)
{
	if (f->change.how != STORE_FLAGS_REMOVE &&
	    (f->change.flags & INDEX_DELETED))
		stats_add(STATS_store_deleted, ranges_size(&f->changed));
}

static bool run_chunk(struct flagging *f, struct ranges *out_changed,
		      struct ranges *out_modified, struct err *err)
{
	f->locate.tries = 0;
	f->locate.rounds = 0;
	do {
		err_clear(err);
		if (!chunk_once(f, err))
			continue;
		count_deleted(f);
		f->box->own_modseqs += f->numbered;
		if (out_changed)
			ranges_add_all(out_changed, &f->changed);
		if (out_modified)
			ranges_add_all(out_modified, &f->modified);
		return true;
	} while (store_locate_retry(f->box, &f->locate, err));
	return false;
}

static bool run_all(struct flagging *f, struct ranges *uids,
		    struct ranges *out_changed, struct ranges *out_modified,
		    struct err *err)
{
	uint32_t goal = ranges_size(uids);
	uint32_t done = 0;
	uint32_t u = ranges_from(uids, 1);

	while (u) {
		ranges_clear(&f->chunk);
		for (unsigned n = 0; u && n < STORE_CHUNK; n++) {
			ranges_add(&f->chunk, u);
			u = ranges_next(uids, u);
		}
		store_progress_tell(f->box, done, goal);
		done += ranges_size(&f->chunk);
		if (!run_chunk(f, out_changed, out_modified, err))
			return false;
	}
	return true;
}

bool store_flags(struct store_box *box, const struct ranges *uids,
		 const struct store_flags_change *change,
		 struct ranges *out_changed, struct ranges *out_modified,
		 struct err *err)
{
	struct flagging f = { .box = box, .change = *change };
	struct ranges seen;
	bool ok;

	if (box->access != STORE_READ_WRITE)
		return err_set(err, ERR_DENIED, "Mailbox is read-only");
	store_noted_init(&f.noted);
	ranges_init(&f.chunk);
	store_locate_init(&f.locate);
	ranges_init(&f.changed);
	ranges_init(&f.modified);
	ranges_init(&f.now_seen);
	ranges_init(&f.no_more);
	ranges_init(&seen);
	/* A client's set may name four thousand million UIDs. */
	ranges_copy(&seen, uids);
	ranges_intersect(&seen, &box->uids);
	ok = run_all(&f, &seen, out_changed, out_modified, err);
	ranges_release(&seen);
	ok = ok && store_dirs_flush(box->user, box->dir, f.touched, err);
	store_noted_tidy(&f.noted, box->user, box->dir);
	store_noted_release(&f.noted);
	index_notify(box->user->index);
	ranges_release(&f.chunk);
	store_locate_release(&f.locate);
	ranges_release(&f.changed);
	ranges_release(&f.modified);
	ranges_release(&f.now_seen);
	ranges_release(&f.no_more);
	return ok;
}
