/* SPDX-License-Identifier: MIT */
/* RENAME: folders with their children; of INBOX the messages move and it
 * stays (RFC 3501 6.3.5). */
#include "store/store_priv.h"

#include "base/auto.h"

/* RFC 5464 4.1: of INBOX they are copied; but its special use is its own. */
static bool copy_metadata(struct store_user *user, struct span to,
			  struct err *err)
{
	auto_arena struct arena arena;
	struct store_metadata *list;
	size_t count, kept = 0;

	arena_init(&arena);
	if (!store_metadata_list(user, SPAN("INBOX"), &arena, &list, &count,
				 err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!span_eq_nocase(list[i].entry, SPAN(MD_FACT_SPECIAL_USE)))
			list[kept++] = list[i];
	return store_metadata_set(user, to, list, kept, err);
}

/* The messages of INBOX move into a new mailbox. */
static bool rename_inbox(struct store_user *user, struct span to,
			 struct err *err)
{
	struct store_box *box;
	struct store_copied copied;
	bool ok;

	if (!store_create(user, to, err) || !copy_metadata(user, to, err) ||
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

	buf_init(&from_dir, STORE_PATH_CAP);
	buf_init(&to_dir, STORE_PATH_CAP);
	store_renaming_finish(user);
	if (!store_user_dir(user, from, &from_dir, err) ||
	    !store_user_dir(user, to, &to_dir, err))
		return false;
	if (!to_dir.len)
		return err_set(err, ERR_EXISTS, "Mailbox exists");
	if (!from_dir.len)
		return rename_inbox(user, to, err);
	if (!store_renaming_run(user, from, to, buf_span(&to_dir), err))
		return false;
	index_notify(user->index);
	return true;
}
