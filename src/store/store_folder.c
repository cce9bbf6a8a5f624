/* SPDX-License-Identifier: MIT */
/*
 * Creating and deleting folders. The index may know a folder that somebody
 * removed by hand: what it says then is forgotten first, so that a folder made
 * anew is a new mailbox.
 */
#include "store/store_acl.h"
#include "store/store_priv.h"

#include <sys/stat.h>

#include "base/auto.h"
#include "base/log.h"

static bool check_count(struct store_user *user, struct err *err)
{
	auto_arena struct arena arena;
	uint32_t max = user->settings.mailbox_max;
	struct span *dirs;
	struct stat st;
	size_t count;

	arena_init(&arena);
	if (!max)
		return true;
	/* Most file systems count the directories in a directory: new, cur,
	 * tmp and our index are more than INBOX. */
	if (fstat(user->root_fd, &st) == 0 && st.st_nlink > 2 &&
	    st.st_nlink <= max)
		return true;
	if (!md_folder_list(user->account.mail, &arena, SIZE_MAX, &dirs, &count,
			    err))
		return false;
	/* INBOX is one of them. */
	if (count + 1 < max)
		return true;
	return err_set(err, ERR_LIMIT, "Too many mailboxes");
}

/* A mailbox without its attributes must not be made (RFC 6154 3). */
static bool make(struct store_user *user, struct span dir, uint32_t attributes,
		 struct err *err)
{
	auto_buf struct buf value;
	auto_buf struct buf gone;
	struct md_fact fact = {
		.kind = MD_FACT_MAILBOX,
		.key = SPAN(MD_FACT_SPECIAL_USE),
	};
	struct err why = { 0 };
	bool worn;

	buf_init(&value, MD_FACT_VALUE_MAX);
	buf_init(&gone, STORE_PATH_CAP);
	if (!md_folder_make(user->account.mail, dir, err) ||
	    !store_acl_inherit(user, dir, err))
		return false;
	if (!attributes)
		return true;
	store_special_write(&value, attributes);
	fact.value = buf_span(&value);
	if (md_facts_add(user->account.mail, dir, 0, &fact, 1, &worn, err))
		return true;
	if (!md_folder_remove(user->account.mail, dir, &gone, &why))
		log_err(LOG_LEVEL_ERROR, "create-undo", &why, "folder=%s",
			LOG_TEXT(dir));
	return false;
}

/* *made: the directory is there, by our own hand. */
static bool create_once(struct store_user *user, struct span dir,
			uint32_t attributes, bool *made, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	if (!store_build_ensure(user, err) || !store_txn_begin(user, &t, err))
		return false;
	if (!*made && md_folder_exists(user->account.mail, dir))
		return err_set(err, ERR_EXISTS, "Mailbox exists");
	if (!*made) {
		if (!check_count(user, err) ||
		    !store_identity_forget(&t, dir, err) ||
		    !make(user, dir, attributes, err))
			return false;
		*made = true;
	}
	return store_sync_open(&t, dir.ptr, STORE_SYNC_FULL, &side, err) &&
	       store_side_put(&side, err) && store_txn_commit(&t, err);
}

bool store_create(struct store_user *user, struct span name, struct err *err)
{
	return store_create_special(user, name, 0, err);
}

bool store_create_special(struct store_user *user, struct span name,
			  uint32_t attributes, struct err *err)
{
	auto_buf struct buf dir;
	unsigned tries = 0;
	bool made = false;

	buf_init(&dir, STORE_PATH_CAP);
	store_renaming_finish(user);
	if (!store_user_dir(user, name, &dir, err))
		return false;
	if (!dir.len)
		return err_set(err, ERR_EXISTS, "Mailbox exists");
	do {
		err_clear(err);
		if (create_once(user, buf_span(&dir), attributes, &made, err)) {
			index_notify(user->index);
			return true;
		}
	} while (store_txn_retry(user, &tries, err));
	return false;
}

/* gone: where the directory is now, by our own hand. */
static bool delete_once(struct store_user *user, struct span dir,
			struct buf *gone, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };

	if (!store_build_ensure(user, err) || !store_txn_begin(user, &t, err))
		return false;
	if (md_folder_exists(user->account.mail, dir)) {
		if (!md_folder_remove(user->account.mail, dir, gone, err)) {
			buf_reset(gone);
			return false;
		}
	}
	if (!store_identity_forget(&t, dir, err) || !store_txn_commit(&t, err))
		return false;
	index_notify(user->index);
	return gone->len || err_set(err, ERR_NOTFOUND, "No such mailbox");
}

/* Takes long for many messages; nobody waits for it. */
static void unlink_all(struct store_user *user, const char *gone)
{
	struct err err = { 0 };

	if (*gone && !md_folder_remove_gone(user->account.mail, gone, &err))
		log_err(LOG_LEVEL_WARN, "folder-remove", &err, "folder=%s",
			gone);
	if (user->swept)
		return;
	user->swept = true;
	md_folder_remove_leftovers(user->account.mail);
}

bool store_delete(struct store_user *user, struct span name, struct err *err)
{
	auto_buf struct buf dir;
	auto_buf struct buf gone;
	unsigned tries = 0;
	bool done;

	buf_init(&dir, STORE_PATH_CAP);
	buf_init(&gone, STORE_PATH_CAP);
	store_renaming_finish(user);
	if (!store_user_dir(user, name, &dir, err))
		return false;
	if (!dir.len)
		return err_set(err, ERR_DENIED, "INBOX can't be deleted");
	do {
		err_clear(err);
		done = delete_once(user, buf_span(&dir), &gone, err);
	} while (!done && store_txn_retry(user, &tries, err));
	unlink_all(user, buf_str(&gone));
	return done;
}
