/* SPDX-License-Identifier: MIT */
/*
 * The user's write lock with the quota usage under it.
 *
 * maildirsize is written under the lock, just before the commit: so its sum,
 * the usage in the index and the files agree whenever nobody holds the lock.
 * Where a crash or a failed commit parts them, the sync that finds the files
 * compares and writes it anew.
 */
#include "store/store_priv.h"

#include <errno.h>

#include "base/log.h"

bool store_txn_begin(struct store_user *user, struct store_txn *t,
		     struct err *err)
{
	*t = (struct store_txn){ .user = user };
	if (!index_begin(user->index, INDEX_WRITE, &t->txn, err))
		return false;
	if (index_usage_get(t->txn, &t->usage, err)) {
		t->before = t->usage;
		return true;
	}
	store_txn_abort(t);
	return false;
}

void store_txn_abort(struct store_txn *t)
{
	if (t->txn)
		index_abort(&t->txn);
}

static uint64_t moved(uint64_t n, int64_t by)
{
	if (by < 0 && (uint64_t)-by > n)
		return 0;
	return n + (uint64_t)by;
}

void store_txn_count(struct store_txn *t, int64_t bytes, int64_t messages)
{
	t->bytes += bytes;
	t->messages += messages;
	t->usage.bytes = moved(t->usage.bytes, bytes);
	t->usage.messages = moved(t->usage.messages, messages);
}

static bool is_usage(const struct store_txn *t, const struct quota_amount *sum)
{
	return sum->bytes == t->usage.bytes &&
	       sum->messages == t->usage.messages;
}

/* A maildirsize that can't be written is no reason to refuse mail: the usage
 * in the index counts, and the file goes until the next change. */
static void write_anew(const struct store_txn *t,
		       const struct quota_limit *limit)
{
	const char *root = t->user->account.mail;
	struct quota_amount now = { t->usage.bytes, t->usage.messages };
	struct err err = { 0 };

	if (quota_size_write(root, limit, &now, &err))
		return;
	log_err(LOG_LEVEL_WARN, "maildirsize", &err, "step=write");
	quota_size_remove(root);
}

void store_txn_compare(struct store_txn *t)
{
	const struct account *a = &t->user->account;
	const struct quota_limit limit = store_quota_limit(a);
	struct quota_amount sum;
	struct err err = { 0 };
	bool stale = false;

	if (!quota_size_read(a->mail, &limit, &sum, &stale, &err) || stale ||
	    !is_usage(t, &sum))
		write_anew(t, &limit);
}

static void write_size(struct store_txn *t)
{
	const struct quota_change change = { t->bytes, t->messages };
	const struct account *a = &t->user->account;
	const struct quota_limit limit = store_quota_limit(a);
	struct quota_amount sum;
	struct err err = { 0 };
	bool stale;

	if (t->doubtful) {
		store_txn_compare(t);
		return;
	}
	if (!t->bytes && !t->messages)
		return;
	if (!quota_size_add(a->mail, &limit, &change, &sum, &stale, &err)) {
		log_err(LOG_LEVEL_WARN, "maildirsize", &err, "step=add");
		stale = true;
	}
	/* Others write to it too, and not all of them well. */
	if (stale || !is_usage(t, &sum))
		write_anew(t, &limit);
}

static void take_back_size(struct store_txn *t)
{
	const struct quota_change change = { -t->bytes, -t->messages };
	const struct account *a = &t->user->account;
	const struct quota_limit limit = store_quota_limit(a);
	struct quota_amount sum;
	struct err err = { 0 };
	bool stale;

	if (!t->bytes && !t->messages)
		return;
	if (quota_size_add(a->mail, &limit, &change, &sum, &stale, &err))
		return;
	log_err(LOG_LEVEL_WARN, "maildirsize", &err, "step=undo");
	quota_size_remove(a->mail);
}

bool store_txn_commit(struct store_txn *t, struct err *err)
{
	struct index_point point;
	struct store_passed passed[STORE_PASSED_AT_ONCE];
	unsigned count = store_quota_passed(t, passed);

	if ((t->bytes || t->messages || t->doubtful) &&
	    !index_usage_put(t->txn, &t->usage, err)) {
		store_txn_abort(t);
		return false;
	}
	write_size(t);
	point = index_txn_point(t->txn);
	if (index_commit(&t->txn, err)) {
		store_known_commit(t->user, point);
		store_quota_note(t->user, passed, count);
		return true;
	}
	take_back_size(t);
	return false;
}

bool store_txn_retry(struct store_user *user, unsigned *tries, struct err *err)
{
	/* A full map has been enlarged. Other limits are soon met again. */
	bool again = user->retry || err->kind == ERR_LIMIT;

	user->retry = false;
	if (++*tries >= STORE_TRIES) {
		/* ... as far as it can be: no limit of whoever asks. */
		if (err->kind == ERR_LIMIT && err->os == ENOSPC)
			err->kind = ERR_TEMP;
		return false;
	}
	if (err->kind != ERR_CORRUPT)
		return again;
	log_err(LOG_LEVEL_ERROR, "index-damaged", err, "action=rebuild");
	err_clear(err);
	user->unbuilt = true;
	return index_discard(user->index, err);
}
