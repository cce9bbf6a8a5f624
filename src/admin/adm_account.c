/* SPDX-License-Identifier: MIT */
#include "admin/adm_account.h"

#include <stdlib.h>
#include <string.h>

#include "account/account_sources.h"
#include "base/x.h"
#include "proc/privilege.h"

struct reading {
	const struct config *config;
	struct adm_accounts *out;
	const char *user; /* NULL: all */
	const struct account_sources *sources;
	const struct config_source *section; /* that is listed */
	size_t sorted; /* accounts of the sections before it */
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

static bool read_one(struct account_sources *sources, struct reading *r,
		     struct err *err)
{
	const struct account_query query = {
		.user = r->user, .service = "", .local_ip = "", .remote_ip = ""
	};
	struct account_entry entry;

	if (!account_sources_lookup(sources, &query, &entry, err)) {
		if (err->kind == ERR_NOTFOUND)
			err_set(err, ERR_NOTFOUND, "no such user: %s", r->user);
		return false;
	}
	add(r->out, &entry.account);
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct account *)a)->user,
		      ((const struct account *)b)->user);
}

static void sort(struct reading *r)
{
	r->sorted = r->out->count;
	if (r->sorted)
		qsort(r->out->account, r->sorted, sizeof(*r->out->account),
		      compare);
}

/* The first source that knows a user decides. */
static void take(void *arg, const struct account_entry *entry)
{
	struct reading *r = arg;

	if (r->section != r->sources->told_by) {
		r->section = r->sources->told_by;
		sort(r);
	}
	if (!r->sorted || !bsearch(&entry->account, r->out->account, r->sorted,
				   sizeof(*r->out->account), compare))
		add(r->out, &entry->account);
}

static bool read_all(struct account_sources *sources, struct reading *r,
		     struct err *err)
{
	r->sources = sources;
	if (!account_sources_each(sources, take, r, err))
		return false;
	sort(r);
	return true;
}

static bool read_accounts(void *arg, struct err *err)
{
	auto_sources struct account_sources sources = { .source = NULL };
	struct reading *r = arg;

	return account_sources_open(r->config, NULL, &sources, err) &&
	       (r->user ? read_one(&sources, r, err)
			: read_all(&sources, r, err));
}

bool adm_account_find(const struct config *config, const char *user,
		      struct adm_accounts *out, struct err *err)
{
	struct account name;
	struct reading r = { .config = config,
			     .out = out,
			     .user = user ? name.user : NULL };

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
