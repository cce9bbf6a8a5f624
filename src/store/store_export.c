/* SPDX-License-Identifier: MIT */
/*
 * Each folder in one transaction, so that list and files agree. Before it, in
 * chunks, names that the other server would misread are mended. After it
 * fumikura-uid goes down from the end of its block to the next UID: what the
 * other server gives from there on can then be told from ours even when our
 * index is lost. The index forgets the block first: a file that says less than
 * an index which still gives UIDs of the block would break the promise. At the
 * end the index goes: to others its directory looks like a folder.
 */
#include <fcntl.h>

#include "base/auto.h"
#include "io/file.h"
#include "maildir/md_remove.h"
#include "store/store_export_priv.h"

/* ---- before ---- */

struct preparing {
	struct store_box *box;
	enum store_neighbour to;
	bool asked;      /* for the letter */
	uint64_t letter; /* of $Forwarded */
	unsigned changed;
	uint32_t done; /* up to this UID */
};

/* Courier gives files in new/ new UIDs; for Dovecot, $Forwarded is a keyword.
 */
static bool prepare_one(struct preparing *p, struct store_side *side,
			uint32_t uid, const struct index_message *before,
			struct err *err)
{
	struct index_message after = *before;

	if (p->to == STORE_COURIER) {
		after.flags &= ~(uint32_t)INDEX_IN_NEW;
	} else if (before->flags & INDEX_FORWARDED) {
		if (!p->asked &&
		    !store_export_dovecot_letter(side, &p->letter, err))
			return false;
		p->asked = true;
		after.keywords |= p->letter;
	}
	if (after.flags == before->flags && after.keywords == before->keywords)
		return true;
	p->changed++;
	if (store_name_change(side, uid, before, &after, err) ==
		    STORE_RENAMED &&
	    store_side_change(side, uid, before, &after, err))
		return true;
	side->t->user->rescan = true;
	side->t->user->retry = true;
	return err->kind == ERR_NONE
		       ? err_set(err, ERR_GONE, "The mailbox changed meanwhile")
		       : false;
}

static bool prepare_some(struct preparing *p, struct store_side *side,
			 struct err *err)
{
	enum index_step step = INDEX_STEP_ONE;
	struct index_message message;
	struct index_scan scan;
	uint32_t uid;

	index_scan_init(&scan, side->t->txn, side->folder, p->done + 1);
	while (p->changed < STORE_CHUNK &&
	       (step = index_scan_next(&scan, &uid, &message, err)) ==
		       INDEX_STEP_ONE) {
		if (!prepare_one(p, side, uid, &message, err)) {
			step = INDEX_STEP_BAD;
			break;
		}
		p->done = uid;
	}
	index_scan_release(&scan);
	return step != INDEX_STEP_BAD;
}

static bool prepare_once(struct preparing *p, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	p->asked = false;
	p->changed = 0;
	return store_txn_begin(p->box->user, &t, err) &&
	       store_box_side(p->box, &t, &side, err) &&
	       prepare_some(p, &side, err) && store_side_put(&side, err) &&
	       store_txn_commit(&t, err) && store_side_flush(&side, err);
}

static bool prepare(struct store_box *box, enum store_neighbour to,
		    struct err *err)
{
	struct preparing p = { .box = box, .to = to };
	unsigned tries = 0;

	do {
		err_clear(err);
		p.done = 0;
		while (prepare_once(&p, err))
			if (p.changed < STORE_CHUNK)
				return true;
	} while (store_txn_retry(box->user, &tries, err));
	return false;
}

/* ---- a folder ---- */

static bool write_side(struct store_exporting *e, struct err *err)
{
	struct index_folder *rec = &e->side->rec;

	if (!store_bases_read(e->side, &e->arena, &e->base, &e->count, err) ||
	    !store_uidl_read(e->box, &e->uidls, err))
		return false;
	e->told->uidvalidity = rec->uidvalidity;
	e->told->uidnext = rec->uidnext;
	e->told->messages = (uint32_t)e->count;
	rec->uid_ceiling = rec->uidnext;
	e->side->dirty = true;
	return e->to == STORE_DOVECOT ? store_export_dovecot_write(e, err)
				      : store_export_courier_write(e, err);
}

static bool write_once(struct store_exporting *e, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };
	bool ok;

	e->side = &side;
	*e->told = (struct store_export_folder){ .mailbox = e->told->mailbox };
	arena_init(&e->arena);
	ok = store_txn_begin(e->box->user, &t, err) &&
	     store_box_side(e->box, &t, &side, err) && write_side(e, err) &&
	     store_side_put(&side, err) && store_txn_commit(&t, err) &&
	     store_side_flush(&side, err);
	if (!ok && err->kind == ERR_GONE)
		e->box->user->rescan = e->box->user->retry = true;
	store_uidl_free(&e->uidls);
	arena_release(&e->arena);
	return ok;
}

/* fumikura-uid as the index has it, unless it has gone on. */
static bool lower_ceiling(struct store_box *box, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	return store_txn_begin(box->user, &t, err) &&
	       store_side_open(&t, box->dir, &side, err) &&
	       (side.fresh || side.rec.uid_ceiling != side.rec.uidnext ||
		store_side_write_identity(&side, err));
}

static bool write_box(struct store_box *box, enum store_neighbour to,
		      struct store_export_folder *told, struct err *err)
{
	struct store_exporting e = { .box = box, .to = to, .told = told };
	unsigned tries = 0;

	if (!prepare(box, to, err))
		return false;
	do {
		err_clear(err);
		if (store_build_ensure(box->user, err) && write_once(&e, err))
			return lower_ceiling(box, err);
	} while (store_txn_retry(box->user, &tries, err));
	return false;
}

/* The directory under the name that the other server reads. */
static bool spell(struct store_user *user, struct span mailbox,
		  enum store_neighbour to, struct err *err)
{
	auto_buf struct buf is;
	auto_buf struct buf dir;

	buf_init(&is, STORE_PATH_CAP);
	buf_init(&dir, STORE_PATH_CAP);
	if (!store_user_dir(user, mailbox, &is, err) ||
	    !md_folder_dir(mailbox, &dir, err))
		return false;
	if (to == STORE_COURIER && dir.len) {
		buf_reset(&dir);
		buf_add_char(&dir, '.');
		buf_add(&dir, mailbox);
	}
	if (span_eq(buf_span(&is), buf_span(&dir)))
		return true;
	return md_folder_rename(user->account.mail, buf_span(&is),
				buf_span(&dir), err) &&
	       store_sync(user, buf_str(&dir), STORE_SYNC_FULL, err);
}

static bool export_mailbox(struct store_user *user, enum store_neighbour to,
			   struct store_export_folder *told, struct err *err)
{
	struct store_box *box;
	bool ok;

	if (!spell(user, told->mailbox, to, err) ||
	    !store_box_open(user, told->mailbox, STORE_READ_ONLY, &box, err))
		return false;
	ok = write_box(box, to, told, err);
	store_box_close(&box);
	return ok;
}

static bool export_all(struct store_user *user, enum store_neighbour to,
		       void (*each)(void *arg,
				    const struct store_export_folder *folder),
		       void *arg, struct err *err)
{
	struct store_mailbox_entry *entry;
	auto_arena struct arena arena;
	size_t count;

	arena_init(&arena);
	if (!store_list(user, &arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct store_export_folder told = { .mailbox = entry[i].name };

		if (!(entry[i].flags & STORE_MAILBOX_EXISTS))
			continue;
		if (!export_mailbox(user, to, &told, err)) {
			if (err->kind != ERR_NOTFOUND)
				return false;
			err_clear(err); /* removed meanwhile */
			continue;
		}
		each(arg, &told);
	}
	return to != STORE_COURIER ||
	       store_export_courier_subscribed(user, entry, count, err);
}

bool store_export(const struct account *account,
		  const struct store_settings *settings,
		  enum store_neighbour to,
		  void (*each)(void *arg,
			       const struct store_export_folder *folder),
		  void *arg, struct err *err)
{
	auto_free char *index = store_user_index_dir(account);
	struct store_user *user;
	bool done;

	if (!store_user_open(account, settings, &user, err))
		return false;
	done = export_all(user, to, each, arg, err);
	store_user_close(&user);
	return done && md_remove_tree(AT_FDCWD, index, err);
}
