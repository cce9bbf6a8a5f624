/* SPDX-License-Identifier: MIT */
/*
 * Renaming a mailbox with its children: directories first, then the index,
 * in one transaction; what fails is undone. UIDVALIDITY and UIDs travel with
 * the directory (fumikura-uid lies in it). INBOX stays and its messages move
 * (RFC 3501 6.3.5).
 */
#include "store/store_priv.h"

#include "base/auto.h"
#include "base/log.h"

struct renaming {
	struct store_user *user;
	struct arena arena;
	struct span *from;
	struct span *to;
	size_t count;
	size_t done; /* directories that have been renamed */
};

static bool is_child(struct span dir, struct span of)
{
	return dir.len > of.len && span_starts(dir, of) &&
	       dir.ptr[of.len] == '.';
}

/* The folder itself, if it is there, and its children. */
static bool plan(struct renaming *r, struct span from, struct span to,
		 struct err *err)
{
	const char *root = r->user->account.mail;
	struct span *dirs;
	size_t count;

	if (!md_folder_list(root, &r->arena, SIZE_MAX, &dirs, &count, err))
		return false;
	r->from = arena_alloc_array(&r->arena, count + 1, sizeof(*r->from));
	r->to = arena_alloc_array(&r->arena, count + 1, sizeof(*r->to));
	for (size_t i = 0; i < count; i++) {
		auto_buf struct buf name;

		if (!span_eq(dirs[i], from) && !is_child(dirs[i], from))
			continue;
		buf_init(&name, 250);
		buf_add(&name, to);
		buf_add(&name, span_from(dirs[i], from.len));
		if (name.full)
			return err_set(err, ERR_SYNTAX, "Name too long");
		if (md_folder_exists(root, buf_span(&name)))
			return err_set(err, ERR_EXISTS, "Mailbox exists");
		r->from[r->count] = dirs[i];
		r->to[r->count++] = arena_dup(&r->arena, buf_span(&name));
	}
	return r->count || err_set(err, ERR_NOTFOUND, "No such mailbox");
}

static bool rename_record(struct store_txn *t, struct span from, struct span to,
			  struct err *err)
{
	struct index_folder rec;
	uint32_t folder;

	/* What the index still knows of a folder that is no more. */
	if (!store_identity_forget(t, to, err))
		return false;
	if (!index_folder_find(t->txn, from, &folder, err) ||
	    !index_folder_get(t->txn, folder, &rec, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		/* Unknown until now: adopted when somebody opens it. */
		err_clear(err);
		return true;
	}
	store_quota_moved(t, from.ptr, to.ptr, &rec);
	return index_folder_rename(t->txn, from, to, err);
}

static void undo(struct renaming *r)
{
	struct err err = { 0 };

	while (r->done) {
		size_t i = --r->done;

		if (!md_folder_rename(r->user->account.mail, r->to[i],
				      r->from[i], &err))
			log_err(LOG_LEVEL_ERROR, "rename-undo", &err,
				"folder=%s", LOG_TEXT(r->to[i]));
	}
}

static bool rename_all(struct renaming *r, struct store_txn *t, struct err *err)
{
	for (size_t i = 0; i < r->count; i++) {
		if (!rename_record(t, r->from[i], r->to[i], err) ||
		    !md_folder_rename(r->user->account.mail, r->from[i],
				      r->to[i], err))
			return false;
		r->done++;
	}
	return store_txn_commit(t, err);
}

static bool rename_once(struct store_user *user, struct span from,
			struct span to, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct renaming r = { .user = user };
	bool ok;

	if (!store_build_ensure(user, err) || !store_txn_begin(user, &t, err))
		return false;
	if (md_folder_exists(user->account.mail, to))
		return err_set(err, ERR_EXISTS, "Mailbox exists");
	arena_init(&r.arena);
	ok = plan(&r, from, to, err) && rename_all(&r, &t, err);
	if (!ok)
		undo(&r);
	arena_release(&r.arena);
	return ok;
}

/* The messages of INBOX move into a new mailbox. */
static bool rename_inbox(struct store_user *user, struct span to,
			 struct err *err)
{
	struct store_box *box;
	struct store_copied copied;
	bool ok;

	if (!store_create(user, to, err) ||
	    !store_box_open(user, SPAN("INBOX"), STORE_READ_WRITE, &box, err))
		return false;
	store_copy_init(&copied);
	ok = store_copy(box, &box->uids, to, STORE_MOVE, &copied, err);
	store_copy_release(&copied);
	store_box_close(&box);
	return ok;
}

bool store_rename(struct store_user *user, struct span from, struct span to,
		  struct err *err)
{
	auto_buf struct buf from_dir;
	auto_buf struct buf to_dir;
	unsigned tries = 0;

	buf_init(&from_dir, STORE_PATH_CAP);
	buf_init(&to_dir, STORE_PATH_CAP);
	if (!store_user_dir(user, from, &from_dir, err) ||
	    !store_user_dir(user, to, &to_dir, err))
		return false;
	if (!to_dir.len)
		return err_set(err, ERR_EXISTS, "Mailbox exists");
	if (!from_dir.len)
		return rename_inbox(user, to, err);
	do {
		err_clear(err);
		if (rename_once(user, buf_span(&from_dir), buf_span(&to_dir),
				err)) {
			index_notify(user->index);
			return true;
		}
	} while (store_txn_retry(user, &tries, err));
	return false;
}
