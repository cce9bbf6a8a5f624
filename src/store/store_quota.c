/* SPDX-License-Identifier: MIT */
/* Quota: usage, and whether something fits. */
#include "store/store_priv.h"

void store_quota_moved(struct store_txn *t, const char *from, const char *to,
		       const struct index_folder *rec)
{
	bool counted = !store_quota_rule(&t->user->account, from).ignored;
	bool counts = !store_quota_rule(&t->user->account, to).ignored;

	if (counted && !counts)
		store_txn_count(t, -(int64_t)rec->bytes,
				-(int64_t)rec->messages);
	if (!counted && counts)
		store_txn_count(t, (int64_t)rec->bytes, rec->messages);
}

bool store_quota_exceeds(const struct store_user *user,
			 const struct quota_limit *limit,
			 const struct store_usage *used,
			 const struct quota_amount *more, enum store_grace how)
{
	const struct quota_amount usage = { used->bytes, used->messages };
	const struct quota_grace grace = {
		.bytes = user->settings.grace.bytes,
		.percent = user->settings.grace.percent,
	};

	if (how == STORE_WITHIN_LIMIT)
		return quota_would_exceed(limit, &usage, more);
	return quota_would_exceed_grace(limit, &grace, &usage, more);
}

bool store_quota_fits(struct store_txn *t, const char *dir,
		      const struct quota_amount *more, enum store_grace how,
		      struct err *err)
{
	struct quota_rule rule = store_quota_rule(&t->user->account, dir);
	struct store_usage usage = { t->usage.bytes, t->usage.messages };

	if (rule.ignored ||
	    !store_quota_exceeds(t->user, &rule.limit, &usage, more, how))
		return true;
	return err_set(err, ERR_QUOTA, "Mailbox is full");
}

bool store_quota_usage(struct store_user *user, struct store_usage *out,
		       struct err *err)
{
	struct index_usage usage = { 0 };
	struct index_txn *txn;
	bool ok;

	if (!index_begin(user->index, INDEX_READ, &txn, err))
		return false;
	ok = index_usage_get(txn, &usage, err);
	index_abort(&txn);
	if (!ok)
		return false;
	*out = (struct store_usage){
		.bytes = usage.bytes,
		.messages = usage.messages,
	};
	return true;
}
