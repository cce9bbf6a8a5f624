/* SPDX-License-Identifier: MIT */
/*
 * One folder inside a write transaction: its record, its directories, its
 * ceilings and counters.
 *
 * Directory times. The record holds the times at which the index knew all of
 * new/ and cur/. Our own change moves them on only if just before it they
 * still were what the record says; else they stay, and the next sync scans.
 * What slips between these two looks is found by the scan that sessions make
 * once in a while (STORE_TIME_ADVANCED, see store_sync.c).
 *
 * Ceilings. No UID and no modseq is used before fumikura-uid, durable, has a
 * ceiling above it; so neither falls back when the index is lost.
 */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/auto.h"
#include "base/x.h"

static const char *const place_name[STORE_PLACES] = { "new", "cur" };

static bool open_dirs(struct store_user *user, const char *dir,
		      struct store_dirs *out, struct err *err)
{
	char path[STORE_PATH_CAP];

	out->fd[STORE_NEW] = out->fd[STORE_CUR] = -1;
	for (int i = 0; i < STORE_PLACES; i++) {
		snprintf(path, sizeof(path), "%s%s%s", dir, *dir ? "/" : "",
			 place_name[i]);
		out->fd[i] = openat(user->root_fd, path,
				    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (out->fd[i] >= 0)
			continue;
		if (errno == ENOENT || errno == ENOTDIR)
			err_set(err, ERR_NOTFOUND, "No such mailbox");
		else
			err_sys(err, "open %s/%s", user->account.mail, path);
		store_dirs_close(out);
		return false;
	}
	return true;
}

bool store_dirs_open(struct store_user *user, const char *dir,
		     struct store_dirs *out, struct err *err)
{
	if (open_dirs(user, dir, out, err))
		return true;
	if (err->kind != ERR_NOTFOUND ||
	    !md_folder_complete(user->account.mail, span_of(dir), err))
		return false;
	err_clear(err);
	return open_dirs(user, dir, out, err);
}

bool store_dirs_look(struct store_user *user, const char *dir,
		     struct md_time seen[STORE_PLACES], struct err *err)
{
	char path[STORE_PATH_CAP];

	for (int i = 0; i < STORE_PLACES; i++) {
		snprintf(path, sizeof(path), "%s%s%s", dir, *dir ? "/" : "",
			 place_name[i]);
		if (!md_time_at(user->root_fd, path, &seen[i], err))
			return false;
	}
	return true;
}

void store_dirs_close(struct store_dirs *dirs)
{
	for (int i = 0; i < STORE_PLACES; i++) {
		/* 0 is the fd of a struct that was only zeroed. */
		if (dirs->fd[i] > 0)
			close(dirs->fd[i]);
		dirs->fd[i] = -1;
	}
}

bool store_dirs_flush(struct store_user *user, const char *dir,
		      const bool touched[STORE_PLACES], struct err *err)
{
	auto_store_dirs struct store_dirs dirs = { .fd = { -1, -1 } };

	if (!touched[STORE_NEW] && !touched[STORE_CUR])
		return true;
	if (!store_dirs_open(user, dir, &dirs, err))
		return false;
	for (int i = 0; i < STORE_PLACES; i++)
		if (touched[i] && fsync(dirs.fd[i]) < 0)
			return err_sys(err, "fsync %s of %s", place_name[i],
				       dir);
	return true;
}

bool store_side_time_equal(const struct index_dir_time *known,
			   const struct md_time *seen)
{
	return known->mtime_ns == seen->mtime_ns &&
	       known->ctime_ns == seen->ctime_ns;
}

struct index_dir_time store_side_time(const struct md_time *seen)
{
	return (struct index_dir_time){
		.mtime_ns = seen->mtime_ns,
		.ctime_ns = seen->ctime_ns,
		.racy = seen->racy ? STORE_TIME_RACY : 0,
	};
}

static struct index_dir_time *time_of(struct store_side *side,
				      enum store_place place)
{
	return place == STORE_NEW ? &side->rec.new_time : &side->rec.cur_time;
}

static bool find_record(struct store_side *side, struct err *err)
{
	struct index_txn *txn = side->t->txn;

	if (!index_folder_find(txn, span_of(side->dir), &side->folder, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		side->fresh = true;
		return true;
	}
	if (!index_folder_get(txn, side->folder, &side->rec, err))
		return false;
	side->mark = md_name_mark(side->rec.uidvalidity, side->rec.mailbox_id);
	return true;
}

bool store_side_open(struct store_txn *t, const char *dir,
		     struct store_side *side, struct err *err)
{
	*side = (struct store_side){ .t = t };
	if (!store_dirs_open(t->user, dir, &side->dirs, err))
		return false;
	side->dir = x_strdup(dir);
	side->counted = !store_quota_rule(&t->user->account, dir).ignored;
	if (find_record(side, err))
		return true;
	store_side_release(side);
	return false;
}

void store_side_release(struct store_side *side)
{
	if (!side->dir)
		return;
	store_dirs_close(&side->dirs);
	free(side->dir);
	side->dir = NULL;
}

bool store_side_touch(struct store_side *side, enum store_place place,
		      struct err *err)
{
	struct md_time now;

	if (side->touched[place])
		return true;
	if (!md_time_at(side->dirs.fd[place], "", &now, err))
		return false;
	side->known[place] = store_side_time_equal(time_of(side, place), &now);
	side->touched[place] = true;
	return true;
}

void store_side_doubt(struct store_side *side, enum store_place place)
{
	*time_of(side, place) = (struct index_dir_time){ .mtime_ns = 0 };
	side->known[place] = false;
	side->dirty = true;
}

static bool advance_time(struct store_side *side, enum store_place place,
			 struct err *err)
{
	struct index_dir_time *known = time_of(side, place);
	struct index_dir_time now;
	struct md_time seen;

	if (!side->touched[place] || !side->known[place])
		return true;
	if (!md_time_of(side->dirs.fd[place], &seen, err))
		return false;
	now = store_side_time(&seen);
	/* What was racy before may hide something: only a scan clears it. */
	now.racy |= known->racy | STORE_TIME_ADVANCED;
	now.pad = known->pad;
	*known = now;
	side->dirty = true;
	return true;
}

bool store_side_put(struct store_side *side, struct err *err)
{
	if (!advance_time(side, STORE_NEW, err) ||
	    !advance_time(side, STORE_CUR, err))
		return false;
	if (!side->dirty)
		return true;
	return index_folder_put(side->t->txn, side->folder, &side->rec, err);
}

bool store_side_flush(struct store_side *side, struct err *err)
{
	for (int i = 0; i < STORE_PLACES; i++)
		if (side->touched[i] && fsync(side->dirs.fd[i]) < 0)
			return err_sys(err, "fsync %s of %s", place_name[i],
				       side->dir);
	return true;
}

bool store_side_write_identity(struct store_side *side, struct err *err)
{
	struct md_uid uid = {
		.uidvalidity = side->rec.uidvalidity,
		.uid_ceiling = side->rec.uid_ceiling,
		.modseq_ceiling = side->rec.modseq_ceiling,
	};

	memcpy(uid.mailbox_id, side->rec.mailbox_id, sizeof(uid.mailbox_id));
	side->dirty = true;
	return md_uid_write(side->t->user->account.mail, span_of(side->dir),
			    &uid, err);
}

bool store_side_raise(struct store_side *side, struct err *err)
{
	struct index_folder *rec = &side->rec;
	bool uid = rec->uidnext >= rec->uid_ceiling;
	bool modseq = rec->modseq >= rec->modseq_ceiling;

	if (uid)
		rec->uid_ceiling = rec->uidnext > UINT32_MAX - MD_UID_BLOCK
					   ? UINT32_MAX
					   : rec->uidnext + MD_UID_BLOCK;
	if (modseq)
		rec->modseq_ceiling = rec->modseq + MD_UID_BLOCK;
	return (!uid && !modseq) || store_side_write_identity(side, err);
}

bool store_side_modseq(struct store_side *side, uint64_t *out, struct err *err)
{
	struct index_folder *rec = &side->rec;

	if (!side->modseq) {
		rec->modseq++;
		if (rec->modseq >= rec->modseq_ceiling &&
		    !store_side_raise(side, err))
			return false;
		side->modseq = rec->modseq;
		side->dirty = true;
		side->published = true;
	}
	*out = side->modseq;
	return true;
}

bool store_side_log(struct store_side *side, enum index_change_kind kind,
		    const struct ranges *uids, struct err *err)
{
	struct index_change change = { .kind = kind, .uids = uids };

	if (ranges_is_empty(uids))
		return true;
	return store_side_modseq(side, &change.modseq, err) &&
	       index_log_add(side->t->txn, side->folder, &side->rec, &change,
			     err);
}

bool store_side_uid(struct store_side *side, uint32_t *out, struct err *err)
{
	struct index_folder *rec = &side->rec;

	if (rec->uidnext >= UINT32_MAX - 1)
		return err_set(err, ERR_TEMP, "No UIDs left in this mailbox");
	if (rec->uidnext >= rec->uid_ceiling && !store_side_raise(side, err))
		return false;
	*out = rec->uidnext++;
	side->dirty = true;
	return true;
}

static void move_u64(uint64_t *n, enum store_count how, uint64_t by)
{
	if (how == STORE_COUNT_IN)
		*n += by;
	else
		*n -= by < *n ? by : *n;
}

static void move_u32(uint32_t *n, enum store_count how, bool applies)
{
	if (applies && how == STORE_COUNT_IN)
		++*n;
	else if (applies && *n > 0)
		--*n;
}

static void count_flags(struct store_side *side, enum store_count how,
			const struct index_message *message)
{
	move_u32(&side->rec.unseen, how, !(message->flags & INDEX_SEEN));
	move_u32(&side->rec.deleted, how, message->flags & INDEX_DELETED);
	side->dirty = true;
}

void store_side_count(struct store_side *side, enum store_count how,
		      const struct index_message *message)
{
	int64_t sign = how == STORE_COUNT_IN ? 1 : -1;

	count_flags(side, how, message);
	move_u32(&side->rec.messages, how, true);
	move_u64(&side->rec.bytes, how, message->size);
	move_u64(&side->rec.vbytes, how, message->vsize);
	if (side->counted)
		store_txn_count(side->t, sign * (int64_t)message->size, sign);
}

bool store_side_change(struct store_side *side, uint32_t uid,
		       const struct index_message *before,
		       const struct index_message *after, struct err *err)
{
	count_flags(side, STORE_COUNT_OUT, before);
	count_flags(side, STORE_COUNT_IN, after);
	return index_message_put(side->t->txn, side->folder, uid, after, err);
}

bool store_side_is_whole(const struct index_folder *rec, uint32_t seen,
			 struct err *err)
{
	if (seen == rec->messages)
		return true;
	err_set(err, ERR_CORRUPT, "The index is damaged");
	return err_detail(err, "%u records of %u messages", seen,
			  rec->messages);
}
