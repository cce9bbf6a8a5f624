/* SPDX-License-Identifier: MIT */
/*
 * Which mailbox a directory is. fumikura-uid says so; the index may know the
 * directory as another one (somebody moved folders about), or the mailbox
 * under another name (renamed by hand), or not at all. Two directories never
 * are one mailbox: a folder that was copied with its fumikura-uid becomes a
 * new one, its files new messages. A folder that came back from a backup with
 * an older fumikura-uid is the same mailbox; the higher ceilings hold, and
 * without an index that has them, far higher ones.
 */
#include "store/store_priv.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/log.h"

enum {
	SKIPPED_SHARE = 40000, /* of the UIDs that are left: 107,374 at first */
	SKIPPED_MODSEQS = 1000000000
};

static bool is_same(const struct index_folder *rec, const struct md_uid *uid)
{
	return uid->uidvalidity == rec->uidvalidity &&
	       memcmp(uid->mailbox_id, rec->mailbox_id,
		      sizeof(uid->mailbox_id)) == 0;
}

/* Written when the folder is entered, which raises its ceilings. */
static bool make_new(struct store_side *side, struct md_uid *out,
		     struct err *err)
{
	return md_uid_new(side->t->user->account.mail, out, err);
}

/* A folder that has no identity: what another server said of it, or a new
 * mailbox. After a damaged fumikura-uid such a list would be out of date. */
static bool make_first(struct store_side *side, bool damaged,
		       struct md_uid *out, bool *out_new, struct err *err)
{
	bool found = false;

	if (!damaged && !store_import_identity(side, out, &found, err))
		return false;
	*out_new = !found;
	return found || make_new(side, out, err);
}

/* fumikura-uid as the index knows it. */
static bool write_known(const struct store_side *side, struct md_uid *out,
			struct err *err)
{
	*out = (struct md_uid){
		.uidvalidity = side->rec.uidvalidity,
		.uid_ceiling = side->rec.uid_ceiling,
		.modseq_ceiling = side->rec.modseq_ceiling,
	};
	memcpy(out->mailbox_id, side->rec.mailbox_id, sizeof(out->mailbox_id));
	return md_uid_write(side->t->user->account.mail, span_of(side->dir),
			    out, err);
}

/* fumikura-uid, or *out_new: one that nobody has; a lost one is written again
 * from the index if that knows the folder. */
static bool read_identity(struct store_side *side, struct md_uid *out,
			  bool *out_new, struct err *err)
{
	const char *root = side->t->user->account.mail;
	struct span dir = span_of(side->dir);
	bool damaged;

	if (md_uid_read(root, dir, out, err))
		return true;
	damaged = err->kind == ERR_CORRUPT;
	if (err->kind != ERR_NOTFOUND && !damaged)
		return false;
	if (damaged)
		log_err(LOG_LEVEL_WARN, "uid-file", err, "folder=%s",
			LOG_TEXT(dir));
	err_clear(err);
	if (side->fresh)
		return make_first(side, damaged, out, out_new, err);
	return write_known(side, out, err);
}

/* The name under which the index knows that mailbox; *out_found false: none. */
static bool find_name(struct store_side *side, const struct md_uid *uid,
		      struct arena *arena, struct span *out, bool *out_found,
		      struct err *err)
{
	struct index_txn *txn = side->t->txn;
	struct index_folder rec;
	struct span *dirs;
	uint32_t folder;
	size_t count;

	*out_found = false;
	if (!index_folder_list(txn, arena, &dirs, &count, err))
		return false;
	for (size_t i = 0; i < count && !*out_found; i++) {
		if (!index_folder_find(txn, dirs[i], &folder, err) ||
		    !index_folder_get(txn, folder, &rec, err))
			return false;
		*out_found = is_same(&rec, uid);
		*out = dirs[i];
	}
	return true;
}

/* The index takes the folder over under its new name. */
static bool follow_rename(struct store_side *side, struct span old,
			  struct err *err)
{
	struct store_txn *t = side->t;

	if (!index_folder_rename(t->txn, old, span_of(side->dir), err) ||
	    !index_folder_find(t->txn, span_of(side->dir), &side->folder,
			       err) ||
	    !index_folder_get(t->txn, side->folder, &side->rec, err))
		return false;
	store_quota_moved(t, old.ptr, side->dir, &side->rec);
	side->mark = md_name_mark(side->rec.uidvalidity, side->rec.mailbox_id);
	side->fresh = false;
	side->published = true;
	return true;
}

/* Two names, by a symbolic link. */
static bool is_one_directory(const struct store_side *side, struct span other)
{
	char path[STORE_PATH_CAP];
	struct stat a, b;

	snprintf(path, sizeof(path), "%.*s%scur", SPAN_ARG(other),
		 other.len ? "/" : "");
	return fstat(side->dirs.fd[STORE_CUR], &a) == 0 &&
	       fstatat(side->t->user->root_fd, path, &b, 0) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Does that folder still say that it is this mailbox? Two that changed places
 * do not. */
static bool says_so(const struct store_side *side, struct span dir,
		    const struct md_uid *uid)
{
	struct err err = { 0 };
	struct md_uid now;

	return !md_uid_read(side->t->user->account.mail, dir, &now, &err) ||
	       (now.uidvalidity == uid->uidvalidity &&
		memcmp(now.mailbox_id, uid->mailbox_id,
		       sizeof(now.mailbox_id)) == 0);
}

/* A folder that the index does not know by this name, but perhaps by another.
 */
static bool look_elsewhere(struct store_side *side, struct md_uid *uid,
			   struct err *err)
{
	auto_arena struct arena arena;
	struct span old;
	bool found;

	arena_init(&arena);
	if (!store_known_has(side->t, uid, &found, err) ||
	    (found && !find_name(side, uid, &arena, &old, &found, err)))
		return false;
	if (!found)
		return true;
	if (!md_folder_exists(side->t->user->account.mail, old))
		return follow_rename(side, old, err);
	if (!says_so(side, old, uid))
		return store_identity_forget(side->t, old, err);
	if (is_one_directory(side, old)) {
		err_set(err, ERR_NOTFOUND, "No such mailbox");
		return err_detail(err, "%s is a link to folder \"%s\"",
				  side->dir, old.ptr);
	}
	log_event(LOG_LEVEL_WARN, "folder-copied", "folder=%s of=%s",
		  LOG_TEXT(span_of(side->dir)), LOG_TEXT(old));
	return make_new(side, uid, err);
}

/* What came back from a backup has lower ceilings: should the index be lost
 * after that, UIDs given since would be given again. Where the file's are
 * higher, somebody has given some of them. */
static bool keep_ceilings(struct store_side *side, struct md_uid *uid,
			  struct err *err)
{
	struct index_folder *rec = &side->rec;

	if (uid->uid_ceiling > rec->uid_ceiling) {
		rec->uidnext = rec->uid_ceiling = uid->uid_ceiling;
		side->dirty = true;
	}
	if (uid->modseq_ceiling > rec->modseq_ceiling) {
		rec->modseq = rec->modseq_ceiling = uid->modseq_ceiling;
		side->dirty = true;
	}
	if (uid->uid_ceiling >= rec->uid_ceiling &&
	    uid->modseq_ceiling >= rec->modseq_ceiling)
		return true;
	log_event(LOG_LEVEL_WARN, "folder-restored", "folder=%s",
		  LOG_TEXT(span_of(side->dir)));
	return write_known(side, uid, err);
}

/* A restored file does not know what was given since, and there is no index
 * that does: that may be more than the rest of its block. A copy on another
 * machine, or a file that got another owner, mode or hard link, looks the same,
 * and loses no more than numbers. */
static void skip_ahead(const struct store_side *side, struct md_uid *uid)
{
	uint32_t uids = (UINT32_MAX - uid->uid_ceiling) / SKIPPED_SHARE;

	if (!uid->came_later)
		return;
	log_event(LOG_LEVEL_WARN, "folder-restored",
		  "folder=%s skipped_uids=%" PRIu32
		  " because=\"restored, copied, chown, chmod or hard link\"",
		  LOG_TEXT(span_of(side->dir)), uids);
	uid->uid_ceiling += uids;
	if (uid->modseq_ceiling < INT64_MAX / 2)
		uid->modseq_ceiling += SKIPPED_MODSEQS;
}

static bool enter(struct store_side *side, struct md_uid *uid, struct err *err)
{
	struct index_folder *rec = &side->rec;

	skip_ahead(side, uid);
	*rec = (struct index_folder){
		.uidvalidity = uid->uidvalidity,
		.uidnext = uid->uid_ceiling ? uid->uid_ceiling : 1,
		.recent_uid = uid->uid_ceiling ? uid->uid_ceiling : 1,
		.uid_ceiling = uid->uid_ceiling,
		.modseq = uid->modseq_ceiling ? uid->modseq_ceiling : 1,
		.modseq_ceiling = uid->modseq_ceiling,
	};
	memcpy(rec->mailbox_id, uid->mailbox_id, sizeof(rec->mailbox_id));
	/* Nothing is known of what was before. */
	rec->log_cut = rec->modseq;
	side->modseq = rec->modseq;
	side->mark = md_name_mark(rec->uidvalidity, rec->mailbox_id);
	side->dirty = true;
	side->published = true;
	side->t->doubtful = true;
	store_known_add(side->t, uid);
	side->t->entered_inbox |= !*side->dir;
	return index_folder_add(side->t->txn, span_of(side->dir), &side->folder,
				err) &&
	       store_side_raise(side, err);
}

static bool forget(struct store_side *side, struct err *err)
{
	if (side->counted)
		store_txn_count(side->t, -(int64_t)side->rec.bytes,
				-(int64_t)side->rec.messages);
	side->fresh = true;
	side->t->doubtful = true;
	return index_folder_remove(side->t->txn, span_of(side->dir), err);
}

bool store_identity_settle(struct store_side *side, struct store_memory *memory,
			   struct err *err)
{
	struct md_uid uid;
	bool new = false;

	if (!read_identity(side, &uid, &new, err))
		return false;
	if (!side->fresh && is_same(&side->rec, &uid))
		return keep_ceilings(side, &uid, err);
	if (!side->fresh && !forget(side, err))
		return false;
	if (!new && !look_elsewhere(side, &uid, err))
		return false;
	if (!side->fresh)
		return true;
	return enter(side, &uid, err) && store_memory_read(memory, side, err);
}

bool store_identity_forget(struct store_txn *t, struct span dir,
			   struct err *err)
{
	struct index_folder rec;
	uint32_t folder;

	if (!index_folder_find(t->txn, dir, &folder, err) ||
	    !index_folder_get(t->txn, folder, &rec, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	if (!store_quota_rule(&t->user->account, dir.ptr).ignored)
		store_txn_count(t, -(int64_t)rec.bytes, -(int64_t)rec.messages);
	return index_folder_remove(t->txn, dir, err);
}
