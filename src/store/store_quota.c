/* SPDX-License-Identifier: MIT */
/* Quota: which rule holds where, and whether something fits. */
#include "store/store_priv.h"

#include "base/auto.h"
#include "base/log.h"

struct quota_rule store_quota_rule(const struct account *account,
				   const char *dir)
{
	const struct quota_limit base = { account->quota_bytes,
					  account->quota_messages };
	struct quota_rule rule = { .limit = base };
	struct err err = { 0 };
	auto_buf struct buf name;

	buf_init(&name, STORE_PATH_CAP);
	if (!*account->quota_rules)
		return rule;
	if (!*dir)
		buf_add_str(&name, "INBOX");
	else if (!md_folder_mailbox(span_of(dir), &name))
		return rule;
	if (quota_rule_for(base, span_of(account->quota_rules), buf_span(&name),
			   &rule, &err))
		return rule;
	/* A rule that can't be read loosens nothing and blocks nothing. */
	log_err(LOG_LEVEL_WARN, "quota-rule", &err, "user=%s", account->user);
	return (struct quota_rule){ .limit = base };
}

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

bool store_quota_fits(struct store_txn *t, const char *dir,
		      const struct quota_amount *more, struct err *err)
{
	struct quota_rule rule = store_quota_rule(&t->user->account, dir);
	struct quota_amount usage = { t->usage.bytes, t->usage.messages };

	if (rule.ignored || !quota_would_exceed(&rule.limit, &usage, more))
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
