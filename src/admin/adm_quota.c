/* SPDX-License-Identifier: MIT */
/* fumikura quota: what users have and may have, and counting anew. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "admin/adm.h"
#include "admin/adm_account.h"
#include "base/arena.h"
#include "base/auto.h"
#include "store/store_limits.h"

static void close_user(struct store_user **user)
{
	if (*user)
		store_warn(*user);
	store_user_close(user);
}
#define auto_user __attribute__((cleanup(close_user)))

static void print_row(const char *user, const struct store_limit *limit,
		      const char *kind, uint64_t used, uint64_t allowed)
{
	printf("%s\t%.*s\t%s\t%" PRIu64 "\t", user, SPAN_ARG(limit->mailbox),
	       kind, used);
	if (allowed)
		printf("%" PRIu64 "\t%" PRIu64 "\n", allowed,
		       (uint64_t)((double)used * 100 / (double)allowed));
	else
		printf("-\t-\n");
}

static void print_limit(const char *user, const struct store_limit *limit,
			const struct store_usage *usage)
{
	if (limit->ignored) {
		printf("%s\t%.*s\tignored\t-\t-\t-\n", user,
		       SPAN_ARG(limit->mailbox));
		return;
	}
	print_row(user, limit, "storage", usage->bytes, limit->bytes);
	print_row(user, limit, "messages", usage->messages, limit->messages);
}

/* Nothing is made for a user who never had mail. */
static bool read_usage(const struct account *account,
		       const struct store_settings *settings,
		       struct store_usage *out, struct err *err)
{
	auto_user struct store_user *user = NULL;

	*out = (struct store_usage){ 0 };
	if (access(account->mail, F_OK) < 0 && errno == ENOENT)
		return true;
	return store_user_open(account, settings, &user, err) &&
	       store_usage(user, out, err);
}

static int show(const struct account *account,
		const struct store_settings *settings)
{
	auto_arena struct arena arena;
	struct store_limit *limit;
	struct store_usage usage;
	struct err err = { 0 };
	size_t count;

	arena_init(&arena);
	if (!store_limits(account, &arena, &limit, &count, &err) ||
	    !read_usage(account, settings, &usage, &err)) {
		err_detail(&err, "%s", account->user);
		return adm_complain(&err);
	}
	for (size_t i = 0; i < count; i++)
		print_limit(account->user, &limit[i], &usage);
	return ADM_OK;
}

static int recalc(const struct account *account,
		  const struct store_settings *settings)
{
	auto_user struct store_user *user = NULL;
	struct store_usage before, after;
	struct err err = { 0 };

	if (!store_user_open(account, settings, &user, &err) ||
	    !store_limits_recount(user, &before, &after, &err)) {
		err_detail(&err, "%s", account->user);
		return adm_complain(&err);
	}
	printf("%s\t%" PRIu64 "\t%" PRIu64, account->user, after.bytes,
	       after.messages);
	if (before.bytes != after.bytes || before.messages != after.messages)
		printf("\twas\t%" PRIu64 "\t%" PRIu64, before.bytes,
		       before.messages);
	putchar('\n');
	return ADM_OK;
}

static int run_quota(struct adm_call *call)
{
	struct store_settings settings = store_settings_of(&call->config);
	auto_accounts struct adm_accounts accounts = { .account = NULL };
	bool all = adm_take_switch(call, "all");
	struct span verb = span_of(adm_take_word(call));
	const char *user = all ? NULL : adm_take_word(call);
	bool is_show = span_eq(verb, SPAN("show"));
	int code = ADM_OK;
	struct err err;

	if (call->argc || (!all && !user) ||
	    (!is_show && !span_eq(verb, SPAN("recalc"))))
		return adm_usage(&adm_quota);
	if (!adm_account_find(&call->config, user, &accounts, &err) ||
	    !adm_account_enter(&call->config, &err))
		return adm_complain(&err);
	for (size_t i = 0; i < accounts.count; i++)
		code = adm_worse(code,
				 (is_show ? show : recalc)(&accounts.account[i],
							   &settings));
	return code;
}

const struct adm_command adm_quota = {
	.name = "quota",
	.usage = "quota show USER\n"
		 "quota show --all\n"
		 "quota recalc USER\n"
		 "quota recalc --all\n",
	.run = run_quota,
};
