/* SPDX-License-Identifier: MIT */
/* One message at a time, and whether there would be room for it. */
#include "store/store_priv.h"

#include "base/auto.h"

bool store_append(struct store_user *user, struct span mailbox,
		  struct store_spool *spool, const struct store_append *options,
		  struct store_appended *out, struct err *err)
{
	struct store_batch *batch;
	struct store_batched done;
	bool ok;

	if (!store_batch_begin(user, mailbox, &batch, err))
		return false;
	ranges_init(&done.uids);
	ok = store_batch_add(batch, spool, options, STORE_SPOOL_AGAIN, err) &&
	     store_batch_commit(batch, NULL, &done, err);
	store_batch_free(&batch);
	if (ok)
		*out = (struct store_appended){
			.uidvalidity = done.uidvalidity,
			.uid = ranges_from(&done.uids, 1),
			.size = store_spool_size(spool),
		};
	ranges_release(&done.uids);
	return ok;
}

/* As the index says; one that is damaged is built anew, since who asks may do
 * nothing else before it knows. */
static bool quick_usage(struct store_user *user, struct store_usage *out,
			struct err *err)
{
	return store_quota_usage(user, out, err) ||
	       (err->kind == ERR_CORRUPT && store_usage(user, out, err));
}

static bool fits(struct store_user *user, const char *dir, uint64_t bytes,
		 enum store_grace grace, struct err *err)
{
	struct quota_rule rule = store_quota_rule(&user->account, dir);
	struct quota_amount more = { bytes, 1 };
	struct store_usage now;

	if (rule.ignored || (!rule.limit.bytes && !rule.limit.messages))
		return true;
	if (!quick_usage(user, &now, err))
		return false;
	if (!store_quota_exceeds(user, &rule.limit, &now, &more, grace))
		return true;
	if (!store_usage(user, &now, err))
		return false;
	if (!store_quota_exceeds(user, &rule.limit, &now, &more, grace))
		return true;
	return err_set(err, ERR_QUOTA, "Mailbox is full");
}

bool store_append_check(struct store_user *user, struct span mailbox,
			uint64_t bytes, enum store_grace grace, struct err *err)
{
	auto_buf struct buf dir;

	buf_init(&dir, STORE_PATH_CAP);
	if (!store_user_dir(user, mailbox, &dir, err))
		return false;
	if (dir.len && !md_folder_exists(user->account.mail, buf_span(&dir)))
		return err_set(err, ERR_NOTFOUND, "No such mailbox");
	if (bytes > store_user_message_max(user))
		return err_set(err, ERR_LIMIT, "Message too large");
	return fits(user, buf_str(&dir), bytes, grace, err);
}
