/* SPDX-License-Identifier: MIT */
/*
 * COPY and MOVE: hard links and renames, in transactions of some hundred
 * messages, so that nobody waits long. Each file gets a name of its own with
 * the destination's UID; its date is the inode's. What fails is undone file by
 * file; copies of earlier transactions are taken back (RFC 3501 6.4.7), while
 * what has been moved stays where it is (RFC 6851 3.3). If the process dies the
 * next sync adopts what lies in the destination by the UIDs in the names.
 *
 * A message with facts that no name carries is moved by a link, and its old
 * name goes when the facts of the new one are durable: who dies in between
 * leaves it in both places rather than without them.
 */
#include "stats/stats.h"
#include "store/store_priv.h"
#include "store/store_progress.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"

/* One file that has been linked or moved; names lie in copying.names. */
struct done {
	size_t from_at;
	size_t to_at;
	enum store_place from_place;
	enum store_place to_place;
	bool linked; /* both names are there */
};

struct copying {
	struct store_box *box;
	struct ranges uids;  /* those asked for that are in the view */
	struct ranges chunk; /* ... of this transaction */
	const char *dir;     /* destination */
	enum store_copy_how how;
	struct store_copied *out;
	struct store_side *from;
	struct store_side *to;
	struct done *done;
	size_t count, space;
	struct buf names;
	struct buf payload;
	struct buf base;
	struct store_locate locate;
	struct ranges moved; /* UIDs that leave the source */
	struct store_noted noted;
	bool recounted;
	bool fits; /* the quota has room for all of them */
	bool last; /* no more transactions after this one */
	bool touched_from[STORE_PLACES];
	bool touched_to[STORE_PLACES];
	struct store_copied done_now; /* by this transaction */
	bool mapped;                  /* bits below are valid */
	uint64_t bits, bits_there;
};

void store_copy_init(struct store_copied *c)
{
	c->uidvalidity = 0;
	ranges_init(&c->from);
	ranges_init(&c->to);
}

void store_copy_release(struct store_copied *c)
{
	ranges_release(&c->from);
	ranges_release(&c->to);
}

static void undo(struct copying *c)
{
	while (c->count) {
		struct done *d = &c->done[--c->count];
		int from = c->from->dirs.fd[d->from_place];
		int to = c->to->dirs.fd[d->to_place];
		const char *name = c->names.ptr + d->to_at;
		int rc = d->linked ? unlinkat(to, name, 0)
				   : renameat(to, name, from,
					      c->names.ptr + d->from_at);

		if (rc < 0 && errno != ENOENT)
			log_event(LOG_LEVEL_ERROR, "copy-undo", "errno=%d",
				  errno);
	}
}

/* Keywords of the source by number in the destination; mostly the same set
 * for message after message. */
static bool map_keywords(struct copying *c, uint64_t bits, uint64_t *out,
			 struct err *err)
{
	if (!c->mapped || c->bits != bits) {
		c->mapped = false;
		if (!store_keywords_map(c->from, c->to, bits, &c->bits_there,
					err))
			return false;
		c->bits = bits;
		c->mapped = true;
	}
	*out = c->bits_there;
	return true;
}

static bool make_record(struct copying *c, const struct index_message *from,
			uint32_t *out_uid, struct index_message *to,
			struct err *err)
{
	*to = *from;
	if (!map_keywords(c, from->keywords, &to->keywords, err) ||
	    !store_side_uid(c->to, out_uid, err) ||
	    !store_side_modseq(c->to, &to->modseq, err))
		return false;
	to->arrival_modseq = to->modseq;
	to->flags &= INDEX_FLAG_MASK | INDEX_CACHED;
	if (!(to->flags & INDEX_FLAG_MASK) && !to->keywords)
		to->flags |= INDEX_IN_NEW;
	store_name_fresh(c->to, *out_uid, to->size, to->vsize, &c->base);
	to->savedate = store_name_savedate(buf_span(&c->base), to);
	return true;
}

static bool note_missing(struct copying *c, uint32_t uid, struct err *err)
{
	err_clear(err);
	c->locate.missing = uid;
	return err_set(err, ERR_GONE, "The message was expunged");
}

static bool link_or_move(struct done *d, int from_fd, const char *from,
			 int to_fd, const char *to, enum store_copy_how how)
{
	if (d->linked && linkat(from_fd, from, to_fd, to, 0) == 0)
		return true;
	if (how == STORE_COPY || (d->linked && errno == ENOENT))
		return false;
	/* Moved at once, also where no link can be made. */
	d->linked = false;
	return renameat(from_fd, from, to_fd, to) == 0;
}

/* The old names of what was moved by links. */
static bool leave_links(struct copying *c, struct err *err)
{
	for (size_t i = 0; c->how == STORE_MOVE && i < c->count; i++) {
		struct done *d = &c->done[i];
		const char *name = c->names.ptr + d->from_at;

		if (!d->linked)
			continue;
		if (unlinkat(c->from->dirs.fd[d->from_place], name, 0) < 0 &&
		    errno != ENOENT)
			return err_sys(err, "unlink %s", name);
		d->linked = false;
	}
	return true;
}

/* Links or moves the file and remembers how to undo it. */
static bool carry_file(struct copying *c, uint32_t uid,
		       const struct index_message *from,
		       const struct index_message *to, struct err *err)
{
	struct done d = {
		.from_at = c->names.len,
		.from_place = store_name_place(from),
		.to_place = store_name_place(to),
		.linked = c->how == STORE_COPY ||
			  store_noted_has(&c->noted, uid, from->keywords),
	};
	int from_fd = c->from->dirs.fd[d.from_place];
	int to_fd = c->to->dirs.fd[d.to_place];
	const char *a, *b;

	if (!store_name_of(c->from->t->txn, &c->from->rec, uid, from, &c->names,
			   err))
		return err->kind == ERR_NOTFOUND && note_missing(c, uid, err);
	buf_add_char(&c->names, '\0');
	d.to_at = c->names.len;
	store_name_write(&c->names, buf_span(&c->base), to);
	buf_add_char(&c->names, '\0');
	if (c->names.full)
		return err_set(err, ERR_LIMIT, "Too many messages at once");
	if (!store_side_touch(c->to, d.to_place, err) ||
	    (c->how == STORE_MOVE &&
	     !store_side_touch(c->from, d.from_place, err)))
		return false;
	a = c->names.ptr + d.from_at;
	b = c->names.ptr + d.to_at;
	if (!link_or_move(&d, from_fd, a, to_fd, b, c->how)) {
		if (errno == ENOENT)
			return note_missing(c, uid, err);
		return err_sys(err, "carry %s to %s", a, c->dir);
	}
	if (c->count == c->space) {
		c->space = c->space ? c->space * 2 : 64;
		c->done = x_realloc_array(c->done, c->space, sizeof(*c->done));
	}
	c->done[c->count++] = d;
	return true;
}

static bool make_payload(struct copying *c, uint32_t uid,
			 const struct index_message *from, struct err *err)
{
	struct span payload;

	store_blob_begin(&c->payload, buf_span(&c->base));
	if (!store_name_payload(c->from->t->txn, &c->from->rec, uid, from,
				&payload, err))
		return false;
	buf_add(&c->payload, store_blob_fields(payload));
	return true;
}

static bool leave_source(struct copying *c, uint32_t uid,
			 const struct index_message *from, struct err *err)
{
	if (c->how == STORE_COPY)
		return true;
	store_side_count(c->from, STORE_COUNT_OUT, from);
	ranges_add(&c->moved, uid);
	return index_message_remove(c->from->t->txn, c->from->folder, uid, err);
}

static bool carry(struct copying *c, uint32_t uid, struct err *err)
{
	struct index_message from, to;
	struct index_txn *txn = c->to->t->txn;
	uint32_t new_uid;

	if (!index_message_get(txn, c->from->folder, uid, &from, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	if (!make_record(c, &from, &new_uid, &to, err) ||
	    !carry_file(c, uid, &from, &to, err) ||
	    !make_payload(c, uid, &from, err) ||
	    !index_blob_add(txn, &c->to->rec, new_uid, buf_span(&c->payload),
			    &to, err) ||
	    !index_message_put(txn, c->to->folder, new_uid, &to, err))
		return false;
	store_side_count(c->to, STORE_COUNT_IN, &to);
	ranges_add(&c->done_now.from, uid);
	ranges_add(&c->done_now.to, new_uid);
	store_noted_keywords(&c->noted, new_uid, 0, to.keywords);
	return leave_source(c, uid, &from, err);
}

static bool same_limit(const struct quota_limit *a, const struct quota_limit *b)
{
	return a->bytes == b->bytes && a->messages == b->messages;
}

/* COPY counts; MOVE only where the rules of the two folders differ. */
static bool check_quota(struct copying *c, struct err *err)
{
	const struct account *account = &c->box->user->account;
	struct quota_rule from = store_quota_rule(account, c->from->dir);
	struct quota_rule to = store_quota_rule(account, c->to->dir);
	struct quota_amount more = { 0, 0 };
	bool adds = c->how == STORE_COPY || from.ignored;

	if (to.ignored || (!adds && same_limit(&from.limit, &to.limit)))
		return true;
	for (uint32_t u = ranges_from(&c->uids, 1); adds && u;
	     u = ranges_next(&c->uids, u)) {
		struct index_message message;

		if (!index_message_get(c->to->t->txn, c->from->folder, u,
				       &message, err)) {
			if (err->kind != ERR_NOTFOUND)
				return false;
			err_clear(err);
			continue;
		}
		more.bytes += message.size;
		more.messages++;
	}
	if (store_quota_fits(c->to->t, c->to->dir, &more, STORE_WITHIN_LIMIT,
			     err))
		return true;
	if (err->kind == ERR_QUOTA && !c->recounted)
		c->box->user->retry = true;
	return false;
}

static bool run(struct copying *c, struct store_txn *t, struct err *err)
{
	/* Once: later ones may not find it full by what comes meanwhile. */
	if ((!c->fits && !check_quota(c, err)) ||
	    !store_noted_source(&c->noted, c->from, &c->uids, err))
		return false;
	for (uint32_t u = ranges_from(&c->chunk, 1); u;
	     u = ranges_next(&c->chunk, u))
		if (!ranges_has(&c->locate.absent, u) && !carry(c, u, err))
			return false;
	store_noted_annotations(&c->noted, &c->done_now.from, &c->done_now.to);
	if (!store_side_log(c->from, INDEX_EXPUNGED, &c->moved, err) ||
	    !store_noted_save(&c->noted, c->to, err) || !leave_links(c, err) ||
	    !store_side_put(c->to, err) ||
	    (c->from != c->to && !store_side_put(c->from, err)))
		return false;
	return store_txn_commit(t, err);
}

static void start(struct copying *c)
{
	c->locate.missing = 0;
	c->count = 0;
	c->mapped = false;
	buf_reset(&c->names);
	ranges_clear(&c->moved);
	store_noted_clear(&c->noted);
	ranges_clear(&c->done_now.from);
	ranges_clear(&c->done_now.to);
}

/* The destination is still the one that earlier messages went to. */
static bool is_same_place(const struct copying *c, struct err *err)
{
	if (!c->out->uidvalidity ||
	    c->out->uidvalidity == c->to->rec.uidvalidity)
		return true;
	return err_set(err, ERR_NOTFOUND, "No such mailbox");
}

/* With the last transaction, what all of them have changed. */
static bool flush(struct store_side *side, bool touched[STORE_PLACES],
		  bool last, struct err *err)
{
	for (int i = 0; i < STORE_PLACES; i++)
		side->touched[i] = touched[i] |= side->touched[i];
	return !last || store_side_flush(side, err);
}

static bool copy_once(struct copying *c, struct err *err)
{
	struct store_user *user = c->box->user;
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side from = { .dir = NULL };
	auto_store_side struct store_side to = { .dir = NULL };
	bool same = span_eq(span_of(c->box->dir), span_of(c->dir));

	start(c);
	if (!store_build_ensure(user, err) || !store_txn_begin(user, &t, err) ||
	    !store_box_side(c->box, &t, &from, err) ||
	    (!same && !store_sync_open(&t, c->dir, STORE_SYNC_LIGHT, &to, err)))
		return false;
	c->from = &from;
	c->to = same ? &from : &to;
	if (!is_same_place(c, err))
		return false;
	if (!run(c, &t, err)) {
		store_noted_undo(&c->noted, c->to);
		undo(c);
		return false;
	}
	c->out->uidvalidity = c->to->rec.uidvalidity;
	ranges_add_all(&c->out->from, &c->done_now.from);
	ranges_add_all(&c->out->to, &c->done_now.to);
	return flush(c->to, c->touched_to, c->last, err) &&
	       (same || flush(c->from, c->touched_from, c->last, err));
}

static bool copy_retrying(struct copying *c, struct err *err)
{
	struct store_user *user = c->box->user;

	for (;;) {
		err_clear(err);
		if (copy_once(c, err))
			return true;
		if (err->kind == ERR_QUOTA && user->retry) {
			struct err why = { 0 };

			user->retry = false;
			c->recounted = true;
			if (store_build_recount(user, &why))
				continue;
		}
		if (!store_locate_retry(c->box, &c->locate, err))
			return false;
	}
}

/* Takes the next some hundred from `u` on into chunk; 0: there are no more. */
static uint32_t next_chunk(const struct ranges *all, uint32_t u,
			   struct ranges *chunk)
{
	ranges_clear(chunk);
	u = ranges_from(all, u);
	for (unsigned n = 0; u && n < STORE_CHUNK; n++) {
		ranges_add(chunk, u);
		u = ranges_next(all, u);
	}
	return u;
}

static bool copy_all(struct copying *c, struct err *err)
{
	uint32_t goal = ranges_size(&c->uids);
	uint32_t done = 0;
	uint32_t u = 1;

	ranges_clear(&c->out->from);
	ranges_clear(&c->out->to);
	c->out->uidvalidity = 0;
	while (!c->last) {
		u = next_chunk(&c->uids, u, &c->chunk);
		c->last = u == 0;
		store_progress_tell(c->box, done, goal);
		done += ranges_size(&c->chunk);
		c->locate.tries = 0;
		c->locate.rounds = 0;
		if (copy_retrying(c, err)) {
			c->fits = true;
			continue;
		}
		if (c->how == STORE_COPY)
			store_uncopy(c->box->user, c->dir, c->out);
		return false;
	}
	return true;
}

bool store_copy(struct store_box *box, const struct ranges *uids,
		struct span destination, enum store_copy_how how,
		struct store_copied *out, struct err *err)
{
	struct copying c = {
		.box = box,
		.how = how,
		.out = out,
	};
	auto_buf struct buf dir;
	bool ok;

	buf_init(&dir, STORE_PATH_CAP);
	if (how == STORE_MOVE && box->access != STORE_READ_WRITE)
		return err_set(err, ERR_DENIED, "Mailbox is read-only");
	if (!store_user_dir(box->user, destination, &dir, err))
		return false;
	c.dir = buf_str(&dir);
	buf_init(&c.names, 1u << 30);
	buf_init(&c.payload, STORE_BLOB_CAP);
	buf_init(&c.base, MD_NAME_MAX);
	ranges_init(&c.uids);
	ranges_init(&c.chunk);
	store_copy_init(&c.done_now);
	ranges_copy(&c.uids, uids);
	ranges_intersect(&c.uids, &box->uids);
	store_locate_init(&c.locate);
	ranges_init(&c.moved);
	store_noted_init(&c.noted);
	ok = copy_all(&c, err);
	stats_add(STATS_store_copied, ranges_size(&out->to));
	store_noted_tidy(&c.noted, box->user, c.dir);
	store_noted_release(&c.noted);
	index_notify(box->user->index);
	buf_release(&c.names);
	buf_release(&c.payload);
	buf_release(&c.base);
	ranges_release(&c.uids);
	ranges_release(&c.chunk);
	store_copy_release(&c.done_now);
	store_locate_release(&c.locate);
	ranges_release(&c.moved);
	free(c.done);
	return ok;
}
