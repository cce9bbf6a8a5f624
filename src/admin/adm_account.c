/* SPDX-License-Identifier: MIT */
#include "admin/adm_account.h"

#include <stdlib.h>
#include <string.h>

#include "account/account_sqlite.h"
#include "base/x.h"
#include "proc/privilege.h"

struct reading {
	const struct config *config;
	struct adm_accounts *out;
	const char *user; /* NULL: all */
};

void adm_account_release(struct adm_accounts *accounts)
{
	free(accounts->account);
	*accounts = (struct adm_accounts){ .account = NULL };
}

static void add(struct adm_accounts *accounts, const struct account *account)
{
	accounts->account =
		x_realloc_array(accounts->account, accounts->count + 1,
				sizeof(*accounts->account));
	accounts->account[accounts->count++] = *account;
}

static bool read_one(struct account_sqlite *db, struct reading *r,
		     struct err *err)
{
	struct account_entry row;

	if (!account_sqlite_lookup(db, r->user, &row, err)) {
		if (err->kind == ERR_NOTFOUND)
			err_set(err, ERR_NOTFOUND, "no such user: %s", r->user);
		return false;
	}
	add(r->out, &row.account);
	return true;
}

static bool read_all(struct account_sqlite *db, struct reading *r,
		     struct err *err)
{
	struct account_entry row;
	char after[sizeof(row.account.user)] = "";

	while (account_sqlite_next(db, after, &row, err)) {
		add(r->out, &row.account);
		memcpy(after, row.account.user, sizeof(after));
	}
	return err->kind == ERR_NOTFOUND;
}

static bool read_accounts(void *arg, struct err *err)
{
	struct reading *r = arg;
	struct account_sqlite_options options = {
		.path = r->config->accounts_file,
		.mail_home = r->config->mail_home,
		.mail_dir = r->config->mail_dir,
	};
	struct account_sqlite *db = account_sqlite_new(&options);
	bool done = r->user ? read_one(db, r, err) : read_all(db, r, err);

	account_sqlite_free(&db);
	return done;
}

bool adm_account_find(const struct config *config, const char *user,
		      struct adm_accounts *out, struct err *err)
{
	struct account name;
	struct reading r = { config, out, user ? name.user : NULL };

	if (user &&
	    !account_normalize(span_of(user), name.user, sizeof(name.user)))
		return err_set(err, ERR_SYNTAX, "%s cannot be a user name",
			       user);
	return privilege_as(config->auth_user, read_accounts, &r, err);
}

bool adm_account_enter(const struct config *config, struct err *err)
{
	return privilege_drop(config->mail_user, NULL, err);
}
