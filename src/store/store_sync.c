/* SPDX-License-Identifier: MIT */
/*
 * The index follows the files.
 *
 * A folder is scanned when the times of new/ or cur/ differ from what its
 * record holds, or were taken too near to a change. Names only: files of ours
 * are found by their UID, foreign ones by their base. Before a message counts
 * as gone both directories are read once more, because a file renamed while
 * they are read may be missed. All changes of one sync have one modseq.
 *
 * Our own changes move the recorded times on without a scan. A foreign change
 * in the microseconds between our two looks at the time would stay unseen, so
 * a session that opens the mailbox also scans when the last scan is some
 * minutes old, the more the larger the mailbox.
 *
 * To take in a hundred thousand files can need seconds: as a verb a sync does
 * it in several transactions, each beginning with a scan of its own, so that
 * several processes may be at it. In a change that needs the folder whole
 * (store_sync_open) it is one.
 */
#include "stats/stats.h"
#include "store/store_priv.h"

#include <string.h>
#include <time.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/x.h"

static const uint64_t NAME_KEYWORDS = (1u << 26) - 1;

struct changed {
	struct index_message before;
	struct index_message after;
	uint32_t uid;
	struct store_entry *rebase; /* its base is another now */
};

struct sync {
	struct store_side *side;
	struct store_names names;
	struct store_names again; /* of the second look */
	struct store_memory memory;
	struct changed *changed;
	size_t count, space;
	struct ranges missing;
};

static bool is_old(const struct index_dir_time *time, uint32_t messages)
{
	uint32_t now = (uint32_t)(clock_now() / 60);

	return (time->racy & STORE_TIME_ADVANCED) &&
	       now - time->pad > 1 + messages / 500;
}

bool store_sync_is_due(const struct index_folder *rec,
		       const struct md_time seen[STORE_PLACES],
		       enum store_sync_how how)
{
	const struct index_dir_time *known[STORE_PLACES] = {
		&rec->new_time,
		&rec->cur_time,
	};

	for (int i = 0; i < STORE_PLACES; i++)
		if (!store_side_time_equal(known[i], &seen[i]) ||
		    (how != STORE_SYNC_LIGHT &&
		     (known[i]->racy & STORE_TIME_RACY) &&
		     !md_time_is_ahead(known[i]->ctime_ns)) ||
		    (how == STORE_SYNC_VIEW && is_old(known[i], rec->messages)))
			return true;
	return false;
}

static bool is_due(const struct store_side *side, const struct store_dirs *dirs,
		   enum store_sync_how how, bool *out, struct err *err)
{
	struct md_time seen[STORE_PLACES];

	for (int i = 0; i < STORE_PLACES; i++)
		if (!md_time_at(dirs->fd[i], "", &seen[i], err))
			return false;
	*out = (side->t && side->t->user->rescan) ||
	       store_sync_is_due(&side->rec, seen, how);
	return true;
}

/* ---- comparing ---- */

/* Its file, or NULL. A foreign name is known by the blob alone: without it only
 * building the index anew finds the file's UID, in fumikura-foreign. */
static bool match(struct sync *s, struct store_names *names, uint32_t uid,
		  const struct index_message *message, struct store_entry **out,
		  struct err *err)
{
	struct span payload, base;

	*out = store_names_by_uid(names, uid);
	if (*out || !(message->flags & INDEX_FOREIGN))
		return true;
	if (store_name_payload(s->side->t->txn, &s->side->rec, uid, message,
			       &payload, err) &&
	    store_blob_base(payload, &base)) {
		*out = store_names_by_base(names, base);
		return true;
	}
	if (err->kind != ERR_NONE && err->kind != ERR_NOTFOUND)
		return false;
	err_set(err, ERR_CORRUPT, "The index is damaged");
	return err_detail(err, "name of UID %u is lost", uid);
}

static void compare(struct sync *s, const struct store_names *names,
		    struct store_entry *e, uint32_t uid,
		    const struct index_message *before)
{
	struct index_message after = *before;
	struct changed *c;

	store_settle_odd(s->side, names, e);
	e->used = true;
	e->given = uid;
	after.flags &= ~(uint32_t)(INDEX_FLAG_MASK | INDEX_IN_NEW);
	after.flags |= e->flags;
	after.keywords &= ~NAME_KEYWORDS;
	after.keywords |= e->keywords;
	if (e->uid)
		after.flags &= ~(uint32_t)INDEX_FOREIGN;
	if (after.flags == before->flags && after.keywords == before->keywords)
		return;
	if (s->count == s->space) {
		s->space = s->space ? s->space * 2 : 64;
		s->changed = x_realloc_array(s->changed, s->space,
					     sizeof(*s->changed));
	}
	c = &s->changed[s->count++];
	*c = (struct changed){ .before = *before, .after = after, .uid = uid };
	if ((before->flags ^ after.flags) & INDEX_FOREIGN)
		c->rebase = e;
}

/* Every message of the index against the names. */
static bool compare_all(struct sync *s, struct err *err)
{
	struct index_message message;
	struct index_scan scan;
	enum index_step step;
	uint32_t seen = 0;
	uint32_t uid;

	index_scan_init(&scan, s->side->t->txn, s->side->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE) {
		struct store_entry *e;

		seen++;
		if (!match(s, &s->names, uid, &message, &e, err)) {
			step = INDEX_STEP_BAD;
			break;
		}
		if (e)
			compare(s, &s->names, e, uid, &message);
		else
			ranges_add(&s->missing, uid);
	}
	index_scan_release(&scan);
	return step == INDEX_STEP_END &&
	       store_side_is_whole(&s->side->rec, seen, err);
}

/* Other programs have $Forwarded as a keyword: such files get the flag P. */
static bool join_forwarded(struct store_side *side, struct store_names *names,
			   struct err *err)
{
	uint64_t bit;

	if (!store_keywords_forwarded(side, &bit, err))
		return false;
	for (size_t i = 0; bit && i < names->count; i++) {
		struct store_entry *e = &names->entry[i];

		if (!(e->keywords & bit) || (e->flags & INDEX_FORWARDED))
			continue;
		e->flags |= INDEX_FORWARDED;
		e->odd = true;
	}
	return true;
}

/* A second look for those that were not seen. */
static bool look_again(struct sync *s, struct err *err)
{
	struct store_side *side = s->side;
	struct index_message message;
	struct ranges gone;
	bool ok = true;

	if (ranges_is_empty(&s->missing))
		return true;
	if (!store_names_read(&s->again, &side->dirs, side->mark, err))
		return false;
	store_settle_twins(side, &s->again);
	if (!join_forwarded(side, &s->again, err))
		return false;
	ranges_init(&gone);
	for (uint32_t u = ranges_from(&s->missing, 1); ok && u;
	     u = ranges_next(&s->missing, u)) {
		struct store_entry *e;

		ok = index_message_get(side->t->txn, side->folder, u, &message,
				       err) &&
		     match(s, &s->again, u, &message, &e, err);
		if (ok && e)
			compare(s, &s->again, e, u, &message);
		else if (ok)
			ranges_add(&gone, u);
	}
	ranges_release(&s->missing);
	s->missing = gone;
	return ok;
}

/* ---- applying ---- */

static bool is_visible(const struct changed *c)
{
	return ((c->before.flags ^ c->after.flags) & INDEX_FLAG_MASK) ||
	       c->before.keywords != c->after.keywords;
}

static bool rebase(struct sync *s, struct changed *c, struct err *err)
{
	const struct store_names *names =
		c->rebase >= s->names.entry &&
				c->rebase < s->names.entry + s->names.count
			? &s->names
			: &s->again;
	struct buf payload;
	bool ok;

	buf_init(&payload, MD_NAME_MAX + 16);
	store_blob_begin(&payload, store_names_base(names, c->rebase));
	c->after.flags &= ~(uint32_t)INDEX_CACHED;
	ok = index_blob_add(s->side->t->txn, &s->side->rec, c->uid,
			    buf_span(&payload), &c->after, err);
	s->side->dirty = true;
	buf_release(&payload);
	return ok;
}

static bool apply_changed(struct sync *s, struct err *err)
{
	struct store_side *side = s->side;
	struct ranges uids;
	uint64_t modseq = 0;
	bool ok = true;

	ranges_init(&uids);
	for (size_t i = 0; ok && i < s->count; i++) {
		struct changed *c = &s->changed[i];

		if (is_visible(c)) {
			ok = store_side_modseq(side, &modseq, err);
			c->after.modseq = modseq;
			ranges_add(&uids, c->uid);
		}
		ok = ok && (!c->rebase || rebase(s, c, err)) &&
		     store_side_change(side, c->uid, &c->before, &c->after,
				       err);
	}
	ok = ok && store_side_log(side, INDEX_CHANGED_FLAGS, &uids, err);
	ranges_release(&uids);
	return ok;
}

static bool apply_missing(struct sync *s, struct err *err)
{
	struct store_side *side = s->side;
	struct index_message message;

	for (uint32_t u = ranges_from(&s->missing, 1); u;
	     u = ranges_next(&s->missing, u)) {
		if (!index_message_get(side->t->txn, side->folder, u, &message,
				       err) ||
		    !index_message_remove(side->t->txn, side->folder, u, err))
			return false;
		store_side_count(side, STORE_COUNT_OUT, &message);
	}
	return store_side_log(side, INDEX_EXPUNGED, &s->missing, err);
}

/* The times of before the scan: they are wrong, and lead to another scan, if
 * anything but ourselves changed a directory since. */
static bool note_times(struct sync *s, const struct md_time *before,
		       struct err *err)
{
	struct store_side *side = s->side;
	uint32_t now = (uint32_t)(clock_now() / 60);
	struct index_dir_time *time[STORE_PLACES] = {
		&side->rec.new_time,
		&side->rec.cur_time,
	};

	for (int i = 0; i < STORE_PLACES; i++) {
		struct index_dir_time seen = store_side_time(&before[i]);

		seen.pad = now;
		*time[i] = seen;
	}
	side->dirty = true;
	return store_keywords_follow(side, err);
}

/* A file of ours that the index does not know is of a delivery or copy that was
 * cut off, perhaps behind its facts. */
static bool recall_cut_off(struct sync *s, uint32_t first_new, struct err *err)
{
	struct store_side *side = s->side;
	const char *root = side->t->user->account.mail;

	for (size_t i = s->names.foreign; first_new && i < s->names.count;
	     i++) {
		const struct store_entry *e = &s->names.entry[i];

		if (!e->used && !e->renamed && e->uid >= first_new)
			return md_known_read(&s->memory.facts, root,
					     span_of(side->dir), side->mark,
					     NULL, err) &&
			       store_keywords_number(side, &s->memory.facts,
						     err);
	}
	return true;
}

static bool adopt_all(struct sync *s, uint32_t first_new, struct err *err)
{
	struct store_side *side = s->side;

	if (!recall_cut_off(s, first_new, err) ||
	    !store_adopt(side, &s->names, &s->memory, first_new, err))
		return false;
	if (!side->more) {
		store_foreign_compact(side, &s->names);
		return true;
	}
	/* The next sync reads all again, and knows what this one knew. */
	store_side_doubt(side, STORE_NEW);
	store_side_doubt(side, STORE_CUR);
	if (!first_new)
		side->rec.new_time.racy = STORE_TIME_BUILDING;
	return true;
}

/* *out_fresh: nothing was expunged from the folder since its index was lost,
 * and what is left of that has been read. */
static bool settle_identity(struct sync *s, bool *out_fresh, struct err *err)
{
	struct store_side *side = s->side;
	bool building = side->rec.new_time.racy & STORE_TIME_BUILDING;

	*out_fresh = side->fresh;
	if (!store_identity_settle(side, &s->memory, err))
		return false;
	*out_fresh |= side->fresh || building;
	if (building && !side->fresh &&
	    !store_memory_read(&s->memory, side, err))
		return false;
	side->fresh = false;
	return true;
}

static bool run_scan(struct sync *s, struct err *err)
{
	struct store_side *side = s->side;
	struct md_time before[STORE_PLACES];
	uint32_t first_new;
	bool was_fresh;

	if (!settle_identity(s, &was_fresh, err))
		return false;
	for (int i = 0; i < STORE_PLACES; i++)
		if (!md_time_of(side->dirs.fd[i], &before[i], err))
			return false;
	/* Noted first: touching a directory compares with them. */
	if (!note_times(s, before, err) ||
	    !store_names_read(&s->names, &side->dirs, side->mark, err))
		return false;
	store_settle_twins(side, &s->names);
	if (!join_forwarded(side, &s->names, err))
		return false;
	first_new = was_fresh ? 0 : side->rec.uidnext;
	side->t->doubtful = true;
	return compare_all(s, err) && look_again(s, err) &&
	       apply_changed(s, err) && apply_missing(s, err) &&
	       adopt_all(s, first_new, err);
}

static bool scan_side(struct store_side *side, struct err *err)
{
	struct sync s = { .side = side };
	bool ok;

	store_names_init(&s.names);
	store_names_init(&s.again);
	ranges_init(&s.missing);
	ok = run_scan(&s, err);
	stats_add(STATS_store_scans, 1);
	store_names_release(&s.names);
	store_names_release(&s.again);
	store_memory_release(&s.memory);
	ranges_release(&s.missing);
	free(s.changed);
	return ok;
}

bool store_sync_open(struct store_txn *t, const char *dir,
		     enum store_sync_how how, struct store_side *side,
		     struct err *err)
{
	bool due = true;

	if (!store_side_open(t, dir, side, err))
		return false;
	if (!side->fresh && !is_due(side, &side->dirs, how, &due, err)) {
		store_side_release(side);
		return false;
	}
	if (!due)
		return true;
	if (side->fresh && *dir)
		t->user->unbuilt = true;
	if (scan_side(side, err)) {
		t->user->rescan = false;
		side->scanned = true;
		return true;
	}
	store_side_release(side);
	return false;
}

/* ---- as a verb ---- */

static bool is_synced(struct store_user *user, const char *dir,
		      enum store_sync_how how, bool *out, struct err *err)
{
	struct index_folder rec;
	uint32_t folder;
	struct md_time seen[STORE_PLACES];
	struct index_txn *txn;
	bool ok;

	*out = false;
	if (user->rescan)
		return true;
	if (!store_dirs_look(user, dir, seen, err)) {
		/* What can be made is made on the other way. */
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	if (!index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	ok = index_folder_find(txn, span_of(dir), &folder, err) &&
	     index_folder_get(txn, folder, &rec, err);
	index_abort(&txn);
	if (!ok && err->kind == ERR_NOTFOUND) {
		err_clear(err);
		return true;
	}
	*out = ok && !store_sync_is_due(&rec, seen, how);
	return ok;
}

static bool sync_once(struct store_user *user, const char *dir,
		      enum store_sync_how how, bool *out_more, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	if (!store_txn_begin(user, &t, err))
		return false;
	t.brief_since = clock_mono_ms();
	if (!store_sync_open(&t, dir, how, &side, err) ||
	    !store_side_put(&side, err) || !store_txn_commit(&t, err) ||
	    !store_side_flush(&side, err))
		return false;
	if (side.published)
		index_notify(user->index);
	*out_more = side.more;
	if (side.scanned && !side.more)
		store_compact_consider(user, dir);
	return true;
}

/* Who waits for the lock gets it only if we are not back at once. */
static void let_others(void)
{
	const struct timespec pause = { .tv_nsec = 1000 * 1000 };

	nanosleep(&pause, NULL);
}

bool store_sync(struct store_user *user, const char *dir,
		enum store_sync_how how, struct err *err)
{
	unsigned tries = 0;
	bool synced, more = false;

	do {
		if (more)
			let_others();
		more = false;
		err_clear(err);
		if (is_synced(user, dir, how, &synced, err) &&
		    (synced || sync_once(user, dir, how, &more, err)) && !more)
			return true;
	} while (more || store_txn_retry(user, &tries, err));
	return false;
}
