/* SPDX-License-Identifier: MIT */
/* Which limits hold for a user and where. */
#include "store/store_priv.h"

#include "base/auto.h"
#include "base/log.h"

static struct quota_limit limit_of(const struct account *account)
{
	return (struct quota_limit){ account->quota_bytes,
				     account->quota_messages };
}

/* A rule that can't be read loosens nothing and blocks nothing. */
static void complain(const struct account *account, const struct err *err)
{
	log_err(LOG_LEVEL_WARN, "quota-rule", err, "user=%s", account->user);
}

struct quota_limit store_quota_limit(const struct account *account)
{
	struct quota_limit limit;
	struct err err = { 0 };

	if (quota_rule_base(limit_of(account), span_of(account->quota_rules),
			    &limit, &err))
		return limit;
	complain(account, &err);
	return limit_of(account);
}

struct quota_rule store_quota_rule(const struct account *account,
				   const char *dir)
{
	struct quota_rule rule = { .limit = limit_of(account) };
	struct err err = { 0 };
	auto_buf struct buf name;

	buf_init(&name, STORE_PATH_CAP);
	if (!*account->quota_rules)
		return rule;
	rule.limit = store_quota_limit(account);
	if (!*dir)
		buf_add_str(&name, "INBOX");
	else if (!md_folder_mailbox(span_of(dir), &name))
		return rule;
	if (quota_rule_for(rule.limit, span_of(account->quota_rules),
			   buf_span(&name), &rule, &err))
		return rule;
	complain(account, &err);
	return (struct quota_rule){ .limit = limit_of(account) };
}
