/* SPDX-License-Identifier: MIT */
/*
 * Storing a message. The file is durable in tmp/ before the lock is taken.
 * Under the lock: UID, blob, rename into new/ (with flags: cur/), records,
 * maildirsize, commit. After it: flush of the directory, then the notice.
 * Nothing here depends on the size of the folder.
 *
 * Where the transaction fails after the rename the file goes back into tmp/.
 * If the process dies there, the next sync adopts the file by the UID in its
 * name: nobody was told that it was stored, nothing else can get that UID.
 */
#include "stats/stats.h"
#include "store/store_priv.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"

struct appending {
	struct store_user *user;
	const char *dir;
	const struct store_append *options;
	const struct store_parsed *parsed;
	struct buf unique; /* base without fields */
	struct buf tmp;    /* path relative to the Maildir */
	struct store_noted noted;
	int64_t mtime;
	bool recounted;
};

static void fill(const struct appending *a, struct index_message *message)
{
	int64_t date = a->mtime < 0            ? 0
		       : a->mtime > UINT32_MAX ? UINT32_MAX
					       : a->mtime;

	message->flags |= a->options->flags & INDEX_FLAG_MASK;
	if (!message->flags && !message->keywords)
		message->flags |= INDEX_IN_NEW;
	message->flags |= INDEX_CACHED;
	message->internaldate = (uint32_t)date;
	message->size = a->parsed->summary.size;
	message->vsize = a->parsed->summary.vsize;
}

/* Base name, blob and record of the new message. */
static bool prepare(struct appending *a, struct store_side *side,
		    uint32_t *out_uid, struct index_message *message,
		    struct buf *base, struct err *err)
{
	auto_buf struct buf payload;

	buf_init(&payload, STORE_BLOB_CAP);
	*message = (struct index_message){ .flags = 0 };
	if (!store_keywords_take(side, a->options->keywords,
				 a->options->keyword_count, &message->keywords,
				 err) ||
	    !store_side_uid(side, out_uid, err) ||
	    !store_side_modseq(side, &message->modseq, err))
		return false;
	message->arrival_modseq = message->modseq;
	fill(a, message);
	buf_reset(base);
	buf_add(base, buf_span(&a->unique));
	md_name_add_sizes(base, message->size, message->vsize);
	md_name_add_uid(base, *out_uid, side->mark);
	message->savedate = store_name_savedate(buf_span(base), message);
	store_blob_begin(&payload, buf_span(base));
	store_blob_add_parsed(&payload, a->parsed);
	if (payload.full)
		return err_set(err, ERR_LIMIT, "Message too complex");
	return index_blob_add(side->t->txn, &side->rec, *out_uid,
			      buf_span(&payload), message, err);
}

static bool enter(struct appending *a, struct store_side *side, uint32_t uid,
		  const struct index_message *message, struct err *err)
{
	store_side_count(side, STORE_COUNT_IN, message);
	store_noted_clear(&a->noted);
	store_noted_keywords(&a->noted, uid, 0, message->keywords);
	return index_message_put(side->t->txn, side->folder, uid, message,
				 err) &&
	       store_noted_save(&a->noted, side, err) &&
	       store_side_put(side, err) && store_txn_commit(side->t, err);
}

static bool move_in(struct appending *a, struct store_side *side, uint32_t uid,
		    const struct index_message *message, struct span base,
		    struct err *err)
{
	enum store_place place = store_name_place(message);
	int fd = side->dirs.fd[place];
	auto_buf struct buf name;

	buf_init(&name, MD_NAME_MAX);
	store_name_write(&name, base, message);
	if (name.full)
		return err_set(err, ERR_TEMP, "File name too long");
	if (!store_side_touch(side, place, err))
		return false;
	if (renameat(a->user->root_fd, buf_str(&a->tmp), fd, buf_str(&name)) <
	    0)
		return err_sys(err, "rename %s", buf_str(&a->tmp));
	if (enter(a, side, uid, message, err))
		return true;
	store_noted_undo(&a->noted, side);
	if (renameat(fd, buf_str(&name), a->user->root_fd, buf_str(&a->tmp)) <
	    0)
		log_event(LOG_LEVEL_ERROR, "append-undo", "uid=%u errno=%d",
			  uid, errno);
	return false;
}

static bool check_quota(struct appending *a, struct store_txn *t,
			struct err *err)
{
	struct quota_amount more = { a->parsed->summary.size, 1 };

	if (a->options->ignore_quota ||
	    store_quota_fits(t, a->dir, &more, a->options->grace, err))
		return true;
	/* Files may have gone without our knowledge: look before refusing. */
	if (err->kind == ERR_QUOTA && !a->recounted)
		a->user->retry = true;
	return false;
}

static bool append_once(struct appending *a, struct store_appended *out,
			struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };
	struct index_message message;
	auto_buf struct buf base;

	buf_init(&base, MD_NAME_MAX);
	if (!store_build_ensure(a->user, err) ||
	    !store_txn_begin(a->user, &t, err) ||
	    !store_sync_open(&t, a->dir, STORE_SYNC_LIGHT, &side, err) ||
	    !check_quota(a, &t, err) ||
	    !prepare(a, &side, &out->uid, &message, &base, err) ||
	    !move_in(a, &side, out->uid, &message, buf_span(&base), err))
		return false;
	out->uidvalidity = side.rec.uidvalidity;
	out->size = message.size;
	return store_side_flush(&side, err);
}

static bool append_retrying(struct appending *a, struct store_appended *out,
			    struct err *err)
{
	unsigned tries = 0;

	for (;;) {
		err_clear(err);
		if (append_once(a, out, err))
			return true;
		if (err->kind == ERR_QUOTA && a->user->retry) {
			struct err why = { 0 };

			a->user->retry = false;
			a->recounted = true;
			if (store_build_recount(a->user, &why))
				continue;
		}
		if (!store_txn_retry(a->user, &tries, err))
			return false;
	}
}

/* The folder may only lack its tmp/: then that is made. */
static bool place(struct appending *a, struct store_spool *spool,
		  struct err *err)
{
	const char *path = buf_str(&a->tmp);
	int64_t when = a->options->internaldate;

	if (store_spool_place(spool, a->user, path, when, &a->mtime, err))
		return true;
	if (err->kind != ERR_NOTFOUND ||
	    !md_folder_complete(a->user->account.mail, span_of(a->dir), err))
		return false;
	err_clear(err);
	return store_spool_place(spool, a->user, path, when, &a->mtime, err);
}

static bool run(struct appending *a, struct store_spool *spool,
		struct store_appended *out, struct err *err)
{
	bool ok;

	md_name_unique(&a->unique, a->user->host);
	buf_add_str(&a->tmp, a->dir);
	buf_add_str(&a->tmp, *a->dir ? "/tmp/" : "tmp/");
	buf_add(&a->tmp, buf_span(&a->unique));
	if (!place(a, spool, err))
		return false;
	ok = append_retrying(a, out, err);
	if (!ok)
		unlinkat(a->user->root_fd, buf_str(&a->tmp), 0);
	store_noted_tidy(&a->noted, a->user, a->dir);
	index_notify(a->user->index);
	return ok;
}

static bool check_size(struct store_user *user, uint64_t size, struct err *err)
{
	uint64_t max = user->settings.message_max;
	uint64_t own = user->account.message_bytes;

	if ((max && size > max) || (own && size > own))
		return err_set(err, ERR_LIMIT, "Message too large");
	return true;
}

bool store_append(struct store_user *user, struct span mailbox,
		  struct store_spool *spool, const struct store_append *options,
		  struct store_appended *out, struct err *err)
{
	struct appending a = { .user = user, .options = options };
	auto_buf struct buf dir;
	bool ok;

	buf_init(&dir, STORE_PATH_CAP);
	if (!store_user_dir(user, mailbox, &dir, err) ||
	    !store_spool_finish(spool, &a.parsed, err) ||
	    !check_size(user, a.parsed->summary.size, err))
		return false;
	a.dir = buf_str(&dir);
	buf_init(&a.unique, MD_NAME_MAX);
	buf_init(&a.tmp, STORE_PATH_CAP);
	store_noted_init(&a.noted);
	ok = run(&a, spool, out, err);
	stats_add(STATS_store_appended, ok ? 1 : 0);
	store_noted_release(&a.noted);
	buf_release(&a.unique);
	buf_release(&a.tmp);
	return ok;
}

/* As the index says; one that is damaged is built anew, since who asks may do
 * nothing else before it knows. */
static bool quick_usage(struct store_user *user, struct store_usage *out,
			struct err *err)
{
	return store_quota_usage(user, out, err) ||
	       (err->kind == ERR_CORRUPT && store_usage(user, out, err));
}

static bool fits(struct store_user *user, const char *dir, uint64_t bytes,
		 enum store_grace grace, struct err *err)
{
	struct quota_rule rule = store_quota_rule(&user->account, dir);
	struct quota_amount more = { bytes, 1 };
	struct store_usage now;

	if (rule.ignored || (!rule.limit.bytes && !rule.limit.messages))
		return true;
	if (!quick_usage(user, &now, err))
		return false;
	if (!store_quota_exceeds(user, &rule.limit, &now, &more, grace))
		return true;
	if (!store_usage(user, &now, err))
		return false;
	if (!store_quota_exceeds(user, &rule.limit, &now, &more, grace))
		return true;
	return err_set(err, ERR_QUOTA, "Mailbox is full");
}

bool store_append_check(struct store_user *user, struct span mailbox,
			uint64_t bytes, enum store_grace grace, struct err *err)
{
	auto_buf struct buf dir;

	buf_init(&dir, STORE_PATH_CAP);
	if (!store_user_dir(user, mailbox, &dir, err))
		return false;
	if (dir.len && !md_folder_exists(user->account.mail, buf_span(&dir)))
		return err_set(err, ERR_NOTFOUND, "No such mailbox");
	return check_size(user, bytes, err) &&
	       fits(user, buf_str(&dir), bytes, grace, err);
}
