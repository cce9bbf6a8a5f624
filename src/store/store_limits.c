/* SPDX-License-Identifier: MIT */
#include "store/store_limits.h"

#include "base/auto.h"
#include "store/store_priv.h"

bool store_limits(const struct account *account, struct arena *arena,
		  struct store_limit **out, size_t *out_count, struct err *err)
{
	const struct quota_limit own = { account->quota_bytes,
					 account->quota_messages };
	struct span rules = span_of(account->quota_rules);
	struct quota_limit base;
	struct quota_rule rule;
	struct span mailbox;

	if (!quota_rule_base(own, rules, &base, err))
		return false;
	/* A rule has two bytes at least, with its comma. */
	*out = arena_alloc_array(arena, rules.len / 2 + 2, sizeof(**out));
	(*out)[0] = (struct store_limit){
		.mailbox = SPAN("*"),
		.bytes = base.bytes,
		.messages = base.messages,
	};
	*out_count = 1;
	while (quota_rule_next(base, &rules, &mailbox, &rule))
		(*out)[(*out_count)++] = (struct store_limit){
			.mailbox = mailbox,
			.ignored = rule.ignored,
			.bytes = rule.limit.bytes,
			.messages = rule.limit.messages,
		};
	return true;
}

static struct store_limit limit_of(struct span mailbox,
				   const struct quota_limit *limit)
{
	return (struct store_limit){
		.mailbox = mailbox,
		.bytes = limit->bytes,
		.messages = limit->messages,
	};
}

struct store_limit store_limits_own(const struct store_user *user)
{
	const struct quota_limit limit = store_quota_limit(&user->account);

	return limit_of(SPAN("*"), &limit);
}

void store_limits_change(struct store_user *user,
			 const struct account_limits *limits)
{
	user->account.quota_bytes = limits->bytes;
	user->account.quota_messages = limits->messages;
}

bool store_limits_in(struct store_user *user, struct span mailbox,
		     struct store_limit *out, struct err *err)
{
	auto_buf struct buf dir;
	struct quota_rule rule;

	buf_init(&dir, STORE_PATH_CAP);
	if (!store_user_dir(user, mailbox, &dir, err))
		return false;
	rule = store_quota_rule(&user->account, buf_str(&dir));
	*out = limit_of(mailbox, &rule.limit);
	out->ignored = rule.ignored;
	return true;
}

bool store_limits_usage(struct store_user *user, struct store_usage *out,
			struct err *err)
{
	unsigned tries = 0;

	do {
		err_clear(err);
		if (store_build_ensure(user, err) &&
		    store_quota_usage(user, out, err))
			return true;
	} while (store_txn_retry(user, &tries, err));
	return false;
}

bool store_limits_recount(struct store_user *user, struct store_usage *before,
			  struct store_usage *after, struct err *err)
{
	return store_build_ensure(user, err) &&
	       store_quota_usage(user, before, err) &&
	       store_build_rescan(user, err) && store_usage(user, after, err);
}
