/* SPDX-License-Identifier: MIT */
/*
 * fumikura-facts of each folder. What a damaged line said of keywords the index
 * may know: it is written before the line goes, and before an index is built
 * from the files.
 */
#include "maildir/md_facts_mend.h"
#include "store/store_doctor_priv.h"

static bool look_alone(struct store_user *user, struct span dir,
		       struct md_facts_mend *out, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };

	return store_txn_begin(user, &t, err) &&
	       md_facts_mend_look(user->account.mail, dir, out, err);
}

/* A line that is being written has no end: under the lock there is none. */
static bool look(struct store_doctor *d, struct span dir,
		 struct md_facts_mend *out, struct err *err)
{
	struct store_user *user;
	bool done;

	if (!md_facts_mend_look(d->account->mail, dir, out, err))
		return false;
	if (!out->damaged || d->untouched)
		return true;
	if (!store_user_open(d->account, d->settings, &user, err))
		return false;
	done = look_alone(user, dir, out, err);
	store_user_close(&user);
	return done;
}

void store_doctor_facts_look(struct store_doctor *d, struct span dir)
{
	struct md_facts_mend found;
	struct err err = { 0 };

	if (!look(d, dir, &found, &err)) {
		if (err.kind != ERR_NOTFOUND)
			store_finding_wrong(d, "fumikura-facts: %s",
					    err_log_text(&err));
		return;
	}
	if (!found.damaged)
		return;
	store_finding_wrong(d,
			    "%zu lines of fumikura-facts are damaged, the "
			    "first is line %zu",
			    found.damaged, found.first);
	d->facts_damaged = true;
}

/* ---- mending ---- */

static bool save_folder(struct store_doctor *d, struct store_user *user,
			struct span dir, size_t *removed, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };
	struct md_facts_mend mended;

	if (!store_txn_begin(user, &t, err) ||
	    !store_sync_open(&t, dir.ptr, STORE_SYNC_LIGHT, &side, err))
		return err->kind == ERR_NOTFOUND;
	if (!store_agree_write(&side, err) ||
	    !md_facts_mend_write(d->account->mail, dir, &mended, err))
		return false;
	*removed += mended.damaged;
	return store_side_put(&side, err) && store_txn_commit(&t, err);
}

bool store_doctor_facts_save(struct store_doctor *d, struct err *err)
{
	struct store_user *user;
	size_t removed = 0;
	bool done;

	if (!store_user_open(d->account, d->settings, &user, err))
		return false;
	done = save_folder(d, user, SPAN(""), &removed, err);
	for (size_t i = 0; done && i < d->dir_count; i++)
		done = save_folder(d, user, d->dirs[i], &removed, err);
	store_user_close(&user);
	if (!done)
		return false;
	d->facts_damaged = false;
	store_finding_mended(d, "wrote what the index knows of keywords into "
				"fumikura-facts");
	if (removed)
		store_finding_mended(d, "removed %zu damaged lines of it",
				     removed);
	return true;
}
