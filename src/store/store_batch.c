/* SPDX-License-Identifier: MIT */
/*
 * Storing messages, all of a batch or none. Each file is durable in tmp/
 * before the lock is taken; those written last are made so together, which a
 * journal does at once. Under the lock: UIDs, blobs, renames into new/
 * (with flags: cur/), records, maildirsize, commit. After it: flush of the
 * directories, then the notice. Nothing here depends on the size of the folder.
 *
 * Where the transaction fails after a rename the files go back into tmp/. If
 * the process dies there, the next sync adopts them by the UIDs in their
 * names: nobody was told that they were stored, nothing else can get those
 * UIDs.
 */
#include "stats/stats.h"
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/x.h"

enum {
	/* What the index keeps of all of them together. */
	FIELDS_MAX = 64 * 1024 * 1024,
	UNSYNCED_MAX = 32
};

struct item {
	struct store_append options;
	struct buf unique; /* base without fields */
	struct buf tmp;    /* path relative to the Maildir */
	struct buf fields; /* of the blob */
	uint64_t size;
	uint64_t vsize;
	int64_t mtime;
	/* Of this try: */
	struct index_message message;
	struct buf name; /* not empty: the file has it */
};

struct store_batch {
	struct store_user *user;
	struct buf dir;
	struct item *item;
	size_t count, space;
	size_t fields_size;
	int unsynced[UNSYNCED_MAX]; /* files that are not durable yet */
	unsigned unsynced_count;
	struct store_noted noted;
	struct store_box *viewer;
	struct range recent; /* to the viewer, in this try */
	bool recounted;
	bool done;
};

/* ---- adding ---- */

bool store_batch_begin(struct store_user *user, struct span mailbox,
		       struct store_batch **out, struct err *err)
{
	struct store_batch *b = x_calloc(1, sizeof(*b));

	b->user = user;
	buf_init(&b->dir, STORE_PATH_CAP);
	store_noted_init(&b->noted);
	*out = b;
	if (store_user_dir(user, mailbox, &b->dir, err))
		return true;
	store_batch_free(out);
	return false;
}

static void close_all(struct store_batch *b)
{
	while (b->unsynced_count)
		close(b->unsynced[--b->unsynced_count]);
}

static void release_item(struct store_batch *b, struct item *item)
{
	if (!b->done && item->tmp.len)
		unlinkat(b->user->root_fd, buf_str(&item->tmp), 0);
	buf_release(&item->unique);
	buf_release(&item->tmp);
	buf_release(&item->fields);
	buf_release(&item->name);
}

void store_batch_free(struct store_batch **batch)
{
	struct store_batch *b = *batch;

	if (!b)
		return;
	for (size_t i = 0; i < b->count; i++)
		release_item(b, &b->item[i]);
	close_all(b);
	store_noted_release(&b->noted);
	buf_release(&b->dir);
	free(b->item);
	free(b);
	*batch = NULL;
}

static struct item *new_item(struct store_batch *b,
			     const struct store_append *options)
{
	struct item *item;

	if (b->count == b->space) {
		b->space = b->space ? 2 * b->space : 1;
		b->item = x_realloc_array(b->item, b->space, sizeof(*item));
	}
	item = &b->item[b->count++];
	*item = (struct item){ .options = *options };
	buf_init(&item->unique, MD_NAME_MAX);
	buf_init(&item->tmp, STORE_PATH_CAP);
	buf_init(&item->fields, STORE_BLOB_CAP);
	buf_init(&item->name, MD_NAME_MAX);
	return item;
}

/* All are on their way to the disk before one is waited for: so a journal has
 * to be written once and not for each of them. */
static bool sync_all(struct store_batch *b, struct err *err)
{
	for (unsigned i = 0; b->unsynced_count > 1 && i < b->unsynced_count;
	     i++)
		/* Only a beginning: what fails fails below, too. */
		(void)sync_file_range(b->unsynced[i], 0, 0,
				      SYNC_FILE_RANGE_WRITE);
	for (unsigned i = 0; i < b->unsynced_count; i++)
		if (fdatasync(b->unsynced[i]) < 0)
			return err_sys(err, "fdatasync message");
	close_all(b);
	return true;
}

/* The folder may only lack its tmp/: then that is made. */
static bool place_in(struct store_batch *b, struct store_spool *spool,
		     struct store_placing *placing, struct err *err)
{
	if (store_spool_place(spool, b->user, placing, err))
		return true;
	if (err->kind != ERR_NOTFOUND ||
	    !md_folder_complete(b->user->account.mail, buf_span(&b->dir), err))
		return false;
	err_clear(err);
	return store_spool_place(spool, b->user, placing, err);
}

static bool place(struct store_batch *b, struct item *item,
		  struct store_spool *spool, enum store_spool_use use,
		  struct err *err)
{
	struct store_placing placing = { .when = item->options.internaldate,
					 .use = use };

	if (b->unsynced_count == UNSYNCED_MAX && !sync_all(b, err))
		return false;
	md_name_unique(&item->unique, b->user->host);
	buf_add(&item->tmp, buf_span(&b->dir));
	buf_add_str(&item->tmp, b->dir.len ? "/tmp/" : "tmp/");
	buf_add(&item->tmp, buf_span(&item->unique));
	placing.path = buf_str(&item->tmp);
	if (!place_in(b, spool, &placing, err))
		return false;
	item->mtime = placing.mtime;
	if (placing.fd >= 0)
		b->unsynced[b->unsynced_count++] = placing.fd;
	return true;
}

bool store_batch_add(struct store_batch *b, struct store_spool *spool,
		     const struct store_append *options,
		     enum store_spool_use use, struct err *err)
{
	const struct store_parsed *parsed;
	struct item *item;

	if (!store_spool_finish(spool, &parsed, err))
		return false;
	if (parsed->summary.size > store_user_message_max(b->user))
		return err_set(err, ERR_LIMIT, "Message too large");
	item = new_item(b, options);
	item->size = parsed->summary.size;
	item->vsize = parsed->summary.vsize;
	store_blob_add_parsed(&item->fields, parsed);
	b->fields_size += item->fields.len;
	if (item->fields.full)
		return err_set(err, ERR_LIMIT, "Message too complex");
	if (b->fields_size > FIELDS_MAX)
		return err_set(err, ERR_LIMIT, "Too much at once");
	return place(b, item, spool, use, err);
}

/* ---- under the lock ---- */

static void fill(const struct item *item, struct index_message *message)
{
	int64_t date = item->mtime < 0            ? 0
		       : item->mtime > UINT32_MAX ? UINT32_MAX
						  : item->mtime;

	message->flags |= item->options.flags & INDEX_FLAG_MASK;
	if (!message->flags && !message->keywords)
		message->flags |= INDEX_IN_NEW;
	message->flags |= INDEX_CACHED;
	message->internaldate = (uint32_t)date;
	message->size = item->size;
	message->vsize = item->vsize;
}

/* Base name, blob and record of the new message. */
static bool prepare(struct item *item, struct store_side *side,
		    uint32_t *out_uid, struct buf *base, struct err *err)
{
	struct index_message *message = &item->message;
	auto_buf struct buf payload;
	struct store_sent sent;

	buf_init(&payload, STORE_BLOB_CAP);
	*message = (struct index_message){ .flags = 0 };
	if (!store_keywords_take(side, item->options.keywords,
				 item->options.keyword_count,
				 &message->keywords, err) ||
	    !store_side_uid(side, out_uid, err) ||
	    !store_side_modseq(side, &message->modseq, err))
		return false;
	message->arrival_modseq = message->modseq;
	fill(item, message);
	buf_reset(base);
	buf_add(base, buf_span(&item->unique));
	md_name_add_sizes(base, message->size, message->vsize);
	md_name_add_uid(base, *out_uid, side->mark);
	message->savedate = store_name_savedate(buf_span(base), message);
	store_blob_begin(&payload, buf_span(base));
	buf_add(&payload, buf_span(&item->fields));
	if (payload.full)
		return err_set(err, ERR_LIMIT, "Message too complex");
	sent = store_blob_sent(buf_span(&payload));
	message->sent = sent.seconds;
	message->sent_zone = sent.zone;
	return index_blob_add(side->t->txn, &side->rec, *out_uid,
			      buf_span(&payload), message, err);
}

static bool move_in(struct store_batch *b, struct item *item,
		    struct store_side *side, struct span base, struct err *err)
{
	enum store_place place = store_name_place(&item->message);
	auto_buf struct buf name;

	buf_init(&name, MD_NAME_MAX);
	store_name_write(&name, base, &item->message);
	if (name.full)
		return err_set(err, ERR_TEMP, "File name too long");
	if (!store_side_touch(side, place, err))
		return false;
	if (renameat(b->user->root_fd, buf_str(&item->tmp),
		     side->dirs.fd[place], buf_str(&name)) < 0)
		return err_sys(err, "rename %s", buf_str(&item->tmp));
	buf_add(&item->name, buf_span(&name));
	return true;
}

static bool enter(struct store_batch *b, struct item *item,
		  struct store_side *side, struct ranges *uids, struct err *err)
{
	auto_buf struct buf base;
	uint32_t uid;

	buf_init(&base, MD_NAME_MAX);
	if (!prepare(item, side, &uid, &base, err) ||
	    !move_in(b, item, side, buf_span(&base), err))
		return false;
	store_side_count(side, STORE_COUNT_IN, &item->message);
	store_noted_keywords(&b->noted, uid, 0, item->message.keywords);
	ranges_add(uids, uid);
	return index_message_put(side->t->txn, side->folder, uid,
				 &item->message, err);
}

static void undo(struct store_batch *b, struct store_side *side)
{
	for (size_t i = 0; i < b->count; i++) {
		struct item *item = &b->item[i];
		int fd = side->dirs.fd[store_name_place(&item->message)];

		if (item->name.len &&
		    renameat(fd, buf_str(&item->name), b->user->root_fd,
			     buf_str(&item->tmp)) < 0)
			log_event(LOG_LEVEL_ERROR, "append-undo",
				  "name=%s errno=%d",
				  LOG_TEXT(buf_span(&item->name)), errno);
		buf_reset(&item->name);
	}
}

static bool enter_all(struct store_batch *b, struct store_side *side,
		      struct ranges *uids, struct err *err)
{
	store_noted_clear(&b->noted);
	ranges_clear(uids);
	for (size_t i = 0; i < b->count; i++)
		if (!enter(b, &b->item[i], side, uids, err))
			return false;
	b->recent = store_recent_take(b->viewer, side);
	return store_noted_save(&b->noted, side, err) &&
	       store_side_put(side, err) && store_txn_commit(side->t, err);
}

/* ---- quota ---- */

static void add_need(struct quota_amount *need, const struct item *item)
{
	uint64_t replaced = item->options.replaced_size;

	if (item->options.ignore_quota)
		return;
	need->bytes += item->size > replaced ? item->size - replaced : 0;
	need->messages += replaced == 0;
}

static bool check_quota(struct store_batch *b, struct store_txn *t,
			struct err *err)
{
	struct quota_amount need = { 0, 0 };

	for (size_t i = 0; i < b->count; i++)
		add_need(&need, &b->item[i]);
	if ((need.bytes == 0 && need.messages == 0) ||
	    store_quota_fits(t, buf_str(&b->dir), &need,
			     b->item[0].options.grace, err))
		return true;
	/* Files may have gone without our knowledge: look before refusing. */
	if (err->kind == ERR_QUOTA && !b->recounted)
		b->user->retry = true;
	return false;
}

/* ---- committing ---- */

static bool commit_once(struct store_batch *b, struct store_batched *out,
			struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	if (!store_build_ensure(b->user, err) ||
	    !store_txn_begin(b->user, &t, err) ||
	    !store_sync_open(&t, buf_str(&b->dir), STORE_SYNC_LIGHT, &side,
			     err) ||
	    !check_quota(b, &t, err))
		return false;
	if (!enter_all(b, &side, &out->uids, err)) {
		store_noted_undo(&b->noted, &side);
		undo(b, &side);
		return false;
	}
	b->done = true;
	if (b->recent.first)
		ranges_add_run(&b->viewer->taken, b->recent.first,
			       b->recent.last);
	out->uidvalidity = side.rec.uidvalidity;
	return store_side_flush(&side, err);
}

static bool commit(struct store_batch *b, struct store_batched *out,
		   struct err *err)
{
	unsigned tries = 0;

	for (;;) {
		err_clear(err);
		if (commit_once(b, out, err))
			return true;
		if (err->kind == ERR_QUOTA && b->user->retry) {
			struct err why = { 0 };

			b->user->retry = false;
			b->recounted = true;
			if (store_build_recount(b->user, &why))
				continue;
		}
		if (!store_txn_retry(b->user, &tries, err))
			return false;
	}
}

bool store_batch_commit(struct store_batch *b, struct store_box *viewer,
			struct store_batched *out, struct err *err)
{
	bool ok;

	b->viewer = viewer;
	ok = sync_all(b, err) && commit(b, out, err);

	store_noted_tidy(&b->noted, b->user, buf_str(&b->dir));
	index_notify(b->user->index);
	stats_add(STATS_store_appended, ok ? b->count : 0);
	return ok;
}
