/* SPDX-License-Identifier: MIT */
/*
 * fumikura import: what would be kept of another server's Maildir, and what
 * Courier changed in one of ours.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/adm.h"
#include "admin/adm_account.h"
#include "base/span.h"
#include "proc/privilege.h"
#include "store/store_export.h"
#include "store/store_import_check.h"

static void print_folder(void *arg, const struct store_import_folder *f)
{
	(void)arg;
	printf("%.*s: ", SPAN_ARG(f->mailbox));
	if (f->source)
		printf("%s, UIDVALIDITY %u, next UID %u, %u of %u messages "
		       "keep their UIDs",
		       f->source, f->uidvalidity, f->uidnext, f->known,
		       f->files);
	else
		printf("no list of UIDs, %u messages get new ones", f->files);
	if (f->names || f->tagged)
		printf("; %u keywords, %u messages have some", f->names,
		       f->tagged);
	if (f->uidls)
		printf("; %u have a POP3 UIDL of their own", f->uidls);
	if (f->acl)
		printf("; access list in %s", f->acl);
	putchar('\n');
	if (f->malformed)
		printf("WRONG  %.*s: %s is malformed and would be passed "
		       "over\n",
		       SPAN_ARG(f->mailbox), f->malformed);
	if (f->dropped)
		printf("WRONG  %.*s: %u keywords are too many and would be "
		       "lost\n",
		       SPAN_ARG(f->mailbox), f->dropped);
	if (f->acl_lost)
		printf("WRONG  %.*s: %u lines of the access list cannot be "
		       "said and would be lost\n",
		       SPAN_ARG(f->mailbox), f->acl_lost);
}

/* As its owner, who may not be able to go the way to it. */
static bool enter(const char *dir, struct err *err)
{
	if (chdir(dir) != 0)
		return err_set(err, ERR_NOTFOUND, "%s: %s", dir,
			       strerrordesc_np(errno));
	return privilege_drop_to_owner(".", err);
}

static int check(const char *dir)
{
	struct store_import_found found;
	struct err err;

	if (!enter(dir, &err) ||
	    !store_import_check(".", print_folder, NULL, &found, &err))
		return adm_complain(&err);
	if (found.subscriptions)
		printf("%zu subscriptions in %s\n", found.subscribed,
		       found.subscriptions);
	printf("%u of %u messages in %u folders keep their UIDs\n", found.known,
	       found.files, found.folders);
	return ADM_OK;
}

static int take(struct adm_call *call, const char *name)
{
	struct store_settings settings = store_settings_of(&call->config);
	auto_accounts struct adm_accounts accounts = { .count = 0 };
	struct store_import_taken taken;
	struct store_user *user;
	struct err err;
	bool done;

	if (!adm_account_find(&call->config, name, &accounts, &err) ||
	    !adm_account_enter(&call->config, &err) ||
	    !store_user_open(accounts.account, &settings, &user, &err))
		return adm_complain(&err);
	done = store_import_again(user, &taken, &err);
	store_user_close(&user);
	if (!done)
		return adm_complain(&err);
	printf("%u folders; %u messages have other keywords; %zu "
	       "subscriptions\n",
	       taken.folders, taken.keywords, taken.subscribed);
	return ADM_OK;
}

static int run_import(struct adm_call *call)
{
	struct span verb = span_of(adm_take_word(call));
	const char *what = adm_take_word(call);

	if (!what || call->argc)
		return adm_usage(&adm_import);
	if (span_eq(verb, SPAN("check")))
		return check(what);
	if (span_eq(verb, SPAN("courier")))
		return take(call, what);
	return adm_usage(&adm_import);
}

const struct adm_command adm_import = {
	.name = "import",
	.usage = "import check DIR\n"
		 "import courier USER\n",
	.run = run_import,
};
