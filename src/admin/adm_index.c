/* SPDX-License-Identifier: MIT */
/* fumikura index check and rebuild: the index against the Maildir. */
#include <stdio.h>

#include "account/account_sqlite.h"
#include "admin/adm.h"
#include "proc/privilege.h"
#include "store/store_check.h"

struct look_up {
	const struct config *config;
	struct account_row row;
};

static bool look_up(void *arg, struct err *err)
{
	struct look_up *l = arg;
	struct account_sqlite_options options = {
		.path = l->config->accounts_file,
		.mail_home = l->config->mail_home,
		.mail_dir = l->config->mail_dir,
	};
	struct account_sqlite *db = account_sqlite_new(&options);
	bool found =
		account_sqlite_lookup(db, l->row.account.user, &l->row, err);

	account_sqlite_free(&db);
	return found;
}

static void print_found(void *arg, struct span mailbox, const char *what)
{
	unsigned *count = arg;

	(*count)++;
	printf("WRONG  %.*s%s%s\n", SPAN_ARG(mailbox), mailbox.len ? ": " : "",
	       what);
}

static int check(const struct account *account,
		 const struct store_settings *settings)
{
	unsigned count = 0;
	struct err err;

	if (!store_check(account, settings, print_found, &count, &err))
		return adm_complain(&err);
	printf("%s: %u wrong\n", account->user, count);
	return count ? ADM_FAILED : ADM_OK;
}

static int rebuild(const struct account *account,
		   const struct store_settings *settings)
{
	struct err err;

	if (!store_check_rebuild(account, settings, &err))
		return adm_complain(&err);
	printf("%s: index built from the Maildir\n", account->user);
	return ADM_OK;
}

static int run_index(struct adm_call *call)
{
	struct store_settings settings = store_settings_of(&call->config);
	struct look_up l = { .config = &call->config };
	const char *verb = adm_take_word(call);
	const char *user = adm_take_word(call);
	bool is_check = span_eq(span_of(verb), SPAN("check"));
	struct err err;

	if (!user || call->argc ||
	    (!is_check && !span_eq(span_of(verb), SPAN("rebuild"))))
		return adm_usage(&adm_index);
	if (!account_normalize(span_of(user), l.row.account.user,
			       sizeof(l.row.account.user))) {
		err_set(&err, ERR_SYNTAX, "%s cannot be a user name", user);
		return adm_complain(&err);
	}
	if (!privilege_as(call->config.auth_user, look_up, &l, &err) ||
	    !privilege_drop(call->config.mail_user, NULL, &err))
		return adm_complain(&err);
	return is_check ? check(&l.row.account, &settings)
			: rebuild(&l.row.account, &settings);
}

const struct adm_command adm_index = {
	.name = "index",
	.usage = "index check USER\n"
		 "index rebuild USER\n",
	.run = run_index,
};
