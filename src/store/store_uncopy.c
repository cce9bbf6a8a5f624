/* SPDX-License-Identifier: MIT */
/* Copies that were committed before a later one of the same COPY failed. */
#include "store/store_priv.h"

#include <errno.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"

struct uncopying {
	struct store_user *user;
	const char *dir;
	uint32_t uidvalidity;
	struct ranges chunk;
	struct ranges gone;
};

static bool remove_one(struct store_side *side, uint32_t uid,
		       struct ranges *gone, struct err *err)
{
	struct index_message message;
	auto_buf struct buf name;
	enum store_place place;

	buf_init(&name, MD_NAME_MAX);
	if (!index_message_get(side->t->txn, side->folder, uid, &message,
			       err) ||
	    !store_name_of(side->t->txn, &side->rec, uid, &message, &name,
			   err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
		return true;
	}
	place = store_name_place(&message);
	if (!store_side_touch(side, place, err))
		return false;
	if (unlinkat(side->dirs.fd[place], buf_str(&name), 0) < 0 &&
	    errno != ENOENT)
		return err_sys(err, "unlink %s in %s", buf_str(&name),
			       side->dir);
	ranges_add(gone, uid);
	store_side_count(side, STORE_COUNT_OUT, &message);
	return index_message_remove(side->t->txn, side->folder, uid, err);
}

static bool remove_once(struct uncopying *x, struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_store_side struct store_side side = { .dir = NULL };

	ranges_clear(&x->gone);
	if (!store_build_ensure(x->user, err) ||
	    !store_txn_begin(x->user, &t, err) ||
	    !store_sync_open(&t, x->dir, STORE_SYNC_LIGHT, &side, err))
		return false;
	/* It went with the whole mailbox. */
	if (side.rec.uidvalidity != x->uidvalidity)
		return true;
	for (uint32_t u = ranges_from(&x->chunk, 1); u;
	     u = ranges_next(&x->chunk, u))
		if (!remove_one(&side, u, &x->gone, err))
			return false;
	return store_side_log(&side, INDEX_EXPUNGED, &x->gone, err) &&
	       store_side_put(&side, err) && store_txn_commit(&t, err);
}

static void remove_chunk(struct uncopying *x)
{
	struct err err = { 0 };
	unsigned tries = 0;

	do {
		err_clear(&err);
		if (remove_once(x, &err))
			return;
	} while (store_txn_retry(x->user, &tries, &err));
	log_err(LOG_LEVEL_ERROR, "copy-undo", &err, "folder=%s", x->dir);
}

void store_uncopy(struct store_user *user, const char *dir,
		  struct store_copied *copied)
{
	struct uncopying x = {
		.user = user,
		.dir = dir,
		.uidvalidity = copied->uidvalidity,
	};
	uint32_t u = ranges_from(&copied->to, 1);

	ranges_init(&x.chunk);
	ranges_init(&x.gone);
	while (u) {
		ranges_clear(&x.chunk);
		for (unsigned n = 0; u && n < STORE_CHUNK; n++) {
			ranges_add(&x.chunk, u);
			u = ranges_next(&copied->to, u);
		}
		remove_chunk(&x);
	}
	ranges_release(&x.chunk);
	ranges_release(&x.gone);
	ranges_clear(&copied->from);
	ranges_clear(&copied->to);
}
