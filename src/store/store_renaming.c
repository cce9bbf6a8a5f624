/* SPDX-License-Identifier: MIT */
/*
 * A mailbox with its children gets another name: directories first, then the
 * index, in one transaction. Before several directories are renamed the root
 * says so (md_renaming); what fails is undone, what a crash has left half done
 * is finished by whoever comes next. UIDVALIDITY and UIDs travel with the
 * directory (fumikura-uid lies in it).
 */
#include "maildir/md_renaming.h"

#include "base/auto.h"
#include "base/log.h"
#include "store/store_priv.h"

struct renaming {
	struct store_user *user;
	struct arena arena;
	struct span to_dir;
	struct span *from; /* directory names */
	struct span *to;
	size_t count;
	size_t done; /* directories that have been renamed */
	bool moved;  /* all of them: what is left is the index */
};

/* What is left of the name below `of`, with the '.'; *out empty: itself. */
static bool is_within(struct span name, struct span of, struct span *out)
{
	if (!span_starts(name, of))
		return false;
	*out = span_from(name, of.len);
	return !out->len || out->ptr[0] == '.';
}

enum planning {
	PLAN_NEW,
	PLAN_REST /* of what a crash has left half done */
};

/* The folder itself, if it is there, and its children, whichever way their
 * directories are spelt. */
static bool plan(struct renaming *r, struct span from, struct span to,
		 enum planning how, struct err *err)
{
	const char *root = r->user->account.mail;
	auto_buf struct buf name;
	auto_buf struct buf dir;
	struct span *dirs, rest;
	size_t count;

	buf_init(&name, STORE_PATH_CAP);
	buf_init(&dir, STORE_PATH_CAP);
	if (!md_folder_list(root, &r->arena, SIZE_MAX, &dirs, &count, err))
		return false;
	r->from = arena_alloc_array(&r->arena, count + 1, sizeof(*r->from));
	r->to = arena_alloc_array(&r->arena, count + 1, sizeof(*r->to));
	for (size_t i = 0; i < count; i++) {
		if (!md_folder_mailbox(dirs[i], &name) ||
		    !is_within(buf_span(&name), from, &rest))
			continue;
		rest = arena_dup(&r->arena, rest);
		buf_reset(&name);
		buf_add(&name, to);
		buf_add(&name, rest);
		if (!md_folder_dir(buf_span(&name), &dir, err))
			return false;
		if (md_folder_exists(root, buf_span(&dir))) {
			if (how == PLAN_REST)
				continue;
			return err_set(err, ERR_EXISTS, "Mailbox exists");
		}
		r->from[r->count] = dirs[i];
		r->to[r->count++] = arena_dup(&r->arena, buf_span(&dir));
	}
	return r->count || err_set(err, ERR_NOTFOUND, "No such mailbox");
}

static bool undo(struct renaming *r)
{
	struct err err = { 0 };

	while (r->done) {
		size_t i = --r->done;

		if (md_folder_rename(r->user->account.mail, r->to[i],
				     r->from[i], &err))
			continue;
		log_err(LOG_LEVEL_ERROR, "rename-undo", &err, "folder=%s",
			LOG_TEXT(r->to[i]));
		return false;
	}
	return true;
}

/* All directories, or none. Durable. */
static bool move_dirs(struct renaming *r, struct err *err)
{
	const char *root = r->user->account.mail;

	while (r->done < r->count &&
	       md_folder_rename(root, r->from[r->done], r->to[r->done], err))
		r->done++;
	if (r->done == r->count && md_folder_flush(root, err)) {
		r->moved = true;
		return true;
	}
	return false;
}

/* A rename of one directory is whole or not done; of several, what a crash has
 * left is finished by store_renaming_finish. */
static bool move_all(struct renaming *r, struct span from, struct span to,
		     struct err *err)
{
	int root_fd = r->user->root_fd;
	bool noted = r->count > 1;

	if (noted && !md_renaming_begin(root_fd, from, to, err))
		return false;
	if (!move_dirs(r, err) && !undo(r))
		return false;
	if (noted)
		md_renaming_end(root_fd);
	return r->moved;
}

static bool rename_record(struct store_txn *t, struct span from, struct span to,
			  struct err *err)
{
	struct index_folder rec;
	uint32_t folder;

	if (!index_folder_find(t->txn, from, &folder, err) ||
	    !index_folder_get(t->txn, folder, &rec, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		/* Unknown until now: adopted when somebody opens it. */
		err_clear(err);
		return true;
	}
	/* What the index still knows of a folder that is no more. */
	if (!store_identity_forget(t, to, err))
		return false;
	store_quota_moved(t, from.ptr, to.ptr, &rec);
	return index_folder_rename(t->txn, from, to, err);
}

static bool move_records(struct renaming *r, struct store_txn *t,
			 struct err *err)
{
	for (size_t i = 0; i < r->count; i++)
		if (!rename_record(t, r->from[i], r->to[i], err))
			return false;
	return store_txn_commit(t, err);
}

static bool rename_once(struct renaming *r, struct span from, struct span to,
			struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };

	if (!store_build_ensure(r->user, err) ||
	    !store_txn_begin(r->user, &t, err))
		return false;
	if (r->moved)
		return move_records(r, &t, err);
	if (md_folder_exists(r->user->account.mail, r->to_dir))
		return err_set(err, ERR_EXISTS, "Mailbox exists");
	r->count = r->done = 0;
	return plan(r, from, to, PLAN_NEW, err) && move_all(r, from, to, err) &&
	       move_records(r, &t, err);
}

bool store_renaming_run(struct store_user *user, struct span from,
			struct span to, struct span to_dir, struct err *err)
{
	struct renaming r = { .user = user, .to_dir = to_dir };
	unsigned tries = 0;
	bool ok;

	arena_init(&r.arena);
	do {
		err_clear(err);
		ok = rename_once(&r, from, to, err);
	} while (!ok && store_txn_retry(user, &tries, err));
	arena_release(&r.arena);
	return ok;
}

static bool finish_once(struct renaming *r, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	struct md_renaming what;
	bool ok;

	if (!store_build_ensure(r->user, err) ||
	    !store_txn_begin(r->user, &t, err))
		return false;
	if (r->moved)
		return move_records(r, &t, err);
	/* Who was at it has ended meanwhile. */
	if (!md_renaming_is_open(r->user->root_fd))
		return true;
	r->count = r->done = 0;
	md_renaming_init(&what);
	ok = md_renaming_read(r->user->root_fd, &what, err) &&
	     plan(r, buf_span(&what.from), buf_span(&what.to), PLAN_REST, err);
	md_renaming_release(&what);
	if (!ok && err->kind == ERR_TEMP)
		return false;
	if (!ok)
		log_err(LOG_LEVEL_WARN, "rename-over", err, "user=%s",
			r->user->account.user);
	err_clear(err);
	if (ok && !move_dirs(r, err))
		return false;
	md_renaming_end(r->user->root_fd);
	return !ok || move_records(r, &t, err);
}

void store_renaming_finish(struct store_user *user)
{
	struct renaming r = { .user = user };
	struct err err = { 0 };
	unsigned tries = 0;
	bool ok;

	if (!md_renaming_is_open(user->root_fd))
		return;
	arena_init(&r.arena);
	do {
		err_clear(&err);
		ok = finish_once(&r, &err);
	} while (!ok && store_txn_retry(user, &tries, &err));
	arena_release(&r.arena);
	if (!ok)
		log_err(LOG_LEVEL_ERROR, "rename-finish", &err, "user=%s",
			user->account.user);
}
