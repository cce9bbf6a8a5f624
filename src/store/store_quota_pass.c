/* SPDX-License-Identifier: MIT */
/*
 * Thresholds that a transaction passes. It is known under the lock, from the
 * usage before and after, so of many processes exactly one sees each passing.
 * It waits in the user's handle until store_warn tells of it.
 */
#include "store/store_priv.h"

#include "base/log.h"

/* The first in the list that was passed, of bytes or of messages. */
static bool find(const struct store_txn *t, enum quota_of of,
		 const struct quota_limit *limit, struct store_passed *out)
{
	const struct config_warnings *list = &t->user->settings.warning.list;
	const struct quota_amount before = { t->before.bytes,
					     t->before.messages };
	const struct quota_amount after = { t->usage.bytes, t->usage.messages };
	bool bytes = of == QUOTA_OF_BYTES;

	for (unsigned i = 0; i < list->count; i++) {
		const struct config_warning *w = &list->item[i];

		*out = (struct store_passed){
			.threshold = { of, w->falls, w->percent },
			.usage = bytes ? after.bytes : after.messages,
			.limit = bytes ? limit->bytes : limit->messages,
		};
		if ((bytes ? w->bytes : w->messages) &&
		    quota_passes(&out->threshold, limit, &before, &after))
			return true;
	}
	return false;
}

/* An index that is being built anew knows only part of the mail: usage grows
 * then without a change. */
static bool was_whole(struct store_txn *t)
{
	uint32_t folder;
	struct err err;

	return !t->entered_inbox &&
	       index_folder_find(t->txn, SPAN(""), &folder, &err);
}

unsigned store_quota_passed(struct store_txn *t,
			    struct store_passed out[STORE_PASSED_AT_ONCE])
{
	struct quota_limit limit;
	unsigned count = 0;

	if (!t->user->settings.warning.list.count || t->user->quiet)
		return 0;
	limit = store_quota_limit(&t->user->account);
	count += find(t, QUOTA_OF_BYTES, &limit, &out[count]);
	count += find(t, QUOTA_OF_MESSAGES, &limit, &out[count]);
	return count && was_whole(t) ? count : 0;
}

void store_quota_note(struct store_user *user,
		      const struct store_passed *passed, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (user->passed_count == ARRAY_LEN(user->passed)) {
			log_event(LOG_LEVEL_WARN, "quota-warning", "%s",
				  "step=dropped");
			return;
		}
		user->passed[user->passed_count++] = passed[i];
	}
}
