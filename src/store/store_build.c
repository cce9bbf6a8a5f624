/* SPDX-License-Identifier: MIT */
/*
 * Making the index whole again. Usage is the sum over the folders that the
 * index knows; INBOX is entered last, so an index that knows INBOX knows all,
 * and a rebuild that was cut off goes on where it stopped.
 */
#include "stats/stats.h"
#include "store/store_priv.h"
#include "store/store_share.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/log.h"

/* A folder that can't be read now does not keep the others closed. */
static void sync_all(struct store_user *user, const struct span *dirs,
		     size_t count)
{
	struct err err = { 0 };

	for (size_t i = 0; i < count; i++)
		if (!store_sync(user, dirs[i].ptr, STORE_SYNC_FULL, &err) &&
		    err.kind != ERR_NOTFOUND)
			log_err(LOG_LEVEL_ERROR, "folder-unreadable", &err,
				"folder=%s", LOG_TEXT(dirs[i]));
}

static bool list(struct store_user *user, struct arena *arena,
		 struct span **out, size_t *out_count, struct err *err)
{
	return md_folder_list(user->account.mail, arena, SIZE_MAX, out,
			      out_count, err);
}

static bool is_built(struct store_user *user, bool *out, struct err *err)
{
	struct index_txn *txn;
	uint32_t folder;

	if (!index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	*out = index_folder_find(txn, SPAN(""), &folder, err);
	index_abort(&txn);
	return *out || err->kind == ERR_NOTFOUND;
}

/* Lists that came with the mail, from another server or a backup, are nobody's
 * doing here. */
static void note_shared(const struct store_user *user)
{
	struct err err = { 0 };

	if (user->settings.shared_dir &&
	    !store_share_note_all(user->settings.shared_dir, &user->account,
				  &err))
		log_err(LOG_LEVEL_WARN, "share", &err, "owner=%s",
			user->account.user);
}

bool store_build_ensure(struct store_user *user, struct err *err)
{
	auto_arena struct arena arena;
	struct span *dirs;
	size_t count;
	bool built;

	arena_init(&arena);
	if (user->corrupt) {
		user->corrupt = false;
		user->unbuilt = true;
		if (!index_discard(user->index, err))
			return false;
	}
	if (!user->unbuilt)
		return true;
	if (!is_built(user, &built, err))
		return false;
	if (!built) {
		stats_add(STATS_store_rebuilds, 1);
		if (!store_import_subscriptions(user, err) ||
		    !list(user, &arena, &dirs, &count, err))
			return false;
		sync_all(user, dirs, count);
		if (!store_sync(user, "", STORE_SYNC_FULL, err))
			return false;
		note_shared(user);
	}
	user->unbuilt = false;
	return true;
}

static bool add_folder(struct store_txn *t, struct span dir,
		       struct index_usage *sum, struct err *err)
{
	struct index_folder rec;
	uint32_t folder;

	if (store_quota_rule(&t->user->account, dir.ptr).ignored)
		return true;
	if (!index_folder_find(t->txn, dir, &folder, err) ||
	    !index_folder_get(t->txn, folder, &rec, err))
		return false;
	sum->bytes += rec.bytes;
	sum->messages += rec.messages;
	return true;
}

static bool recount_once(struct store_user *user, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_arena struct arena arena;
	struct index_usage sum = { 0 };
	struct span *dirs;
	bool forgot = false;
	size_t count;

	arena_init(&arena);
	if (!store_txn_begin(user, &t, err) ||
	    !index_folder_list(t.txn, &arena, &dirs, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (md_folder_exists(user->account.mail, dirs[i])) {
			if (!add_folder(&t, dirs[i], &sum, err))
				return false;
			continue;
		}
		/* Somebody removed it by hand. */
		forgot = true;
		if (!store_identity_forget(&t, dirs[i], err))
			return false;
	}
	if (sum.bytes == t.usage.bytes && sum.messages == t.usage.messages &&
	    !forgot) {
		store_txn_compare(&t);
		return true;
	}
	t.usage = sum;
	t.doubtful = true;
	return store_txn_commit(&t, err);
}

bool store_build_recount(struct store_user *user, struct err *err)
{
	auto_arena struct arena arena;
	unsigned tries = 0;
	struct span *dirs;
	size_t count;

	arena_init(&arena);
	if (!store_build_ensure(user, err) ||
	    !list(user, &arena, &dirs, &count, err))
		return false;
	sync_all(user, dirs, count);
	if (!store_sync(user, "", STORE_SYNC_FULL, err))
		return false;
	do {
		err_clear(err);
		if (recount_once(user, err))
			return true;
	} while (store_txn_retry(user, &tries, err));
	return false;
}

static int by_bytes(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* Does the index know a folder that is no more? */
static bool lacks_one(struct store_user *user, const struct span *dirs,
		      size_t count, bool *out, struct err *err)
{
	auto_arena struct arena arena;
	struct index_txn *txn;
	struct span *known;
	size_t known_count;
	bool ok;

	*out = false;
	arena_init(&arena);
	if (!index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	ok = index_folder_list(txn, &arena, &known, &known_count, err);
	index_abort(&txn);
	for (size_t i = 0; ok && !*out && i < known_count; i++)
		*out = known[i].len &&
		       (!count || !bsearch(&known[i], dirs, count,
					   sizeof(*dirs), by_bytes)) &&
		       !md_folder_exists(user->account.mail, known[i]);
	return ok;
}

void store_build_follow(struct store_user *user, const struct span *dirs,
			size_t count)
{
	struct err err = { 0 };
	bool lacks;

	if (lacks_one(user, dirs, count, &lacks, &err) &&
	    (!lacks || store_build_recount(user, &err)))
		return;
	if (err.kind == ERR_CORRUPT)
		user->corrupt = true;
	log_err(LOG_LEVEL_WARN, "folders-unfollowed", &err, "user=%s",
		user->account.user);
}

bool store_usage(struct store_user *user, struct store_usage *out,
		 struct err *err)
{
	unsigned tries = 0;

	do {
		err_clear(err);
		if (store_build_recount(user, err) &&
		    store_quota_usage(user, out, err))
			return true;
	} while (store_txn_retry(user, &tries, err));
	return false;
}

bool store_build_rescan(struct store_user *user, struct err *err)
{
	auto_arena struct arena arena;
	struct span *dirs;
	size_t count;

	arena_init(&arena);
	if (!md_folder_list(user->account.mail, &arena, SIZE_MAX, &dirs, &count,
			    err))
		return false;
	for (size_t i = 0; i <= count; i++) {
		user->rescan = true;
		if (!store_sync(user, i < count ? dirs[i].ptr : "",
				STORE_SYNC_FULL, err) &&
		    err->kind != ERR_NOTFOUND)
			return false;
	}
	err_clear(err);
	return true;
}
