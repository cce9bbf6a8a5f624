/* SPDX-License-Identifier: MIT */
/*
 * fumikura export: the files that Dovecot or Courier need to take Maildirs
 * over. By user, not by directory: what counts for quota is in the account.
 */
#include <stdio.h>

#include "admin/adm.h"
#include "admin/adm_account.h"
#include "store/store_export.h"

static void print_folder(void *arg, const struct store_export_folder *f)
{
	bool *complete = arg;

	printf("%.*s: UIDVALIDITY %u, next UID %u, %u messages",
	       SPAN_ARG(f->mailbox), f->uidvalidity, f->uidnext, f->messages);
	if (f->uidls)
		printf(", %u with a UIDL of their own", f->uidls);
	putchar('\n');
	if (f->uidls_lost)
		printf("WRONG  %.*s: %u UIDLs cannot be said\n",
		       SPAN_ARG(f->mailbox), f->uidls_lost);
	if (f->keywords_lost)
		printf("WRONG  %.*s: %u keywords have no letter\n",
		       SPAN_ARG(f->mailbox), f->keywords_lost);
	if (f->acl_lost)
		printf("WRONG  %.*s: %u lines of the access list cannot be "
		       "said\n",
		       SPAN_ARG(f->mailbox), f->acl_lost);
	if (f->forwarded_lost)
		printf("WRONG  %.*s: no letter is left for $Forwarded, %u "
		       "messages\n",
		       SPAN_ARG(f->mailbox), f->forwarded_lost);
	if (f->uidls_lost || f->keywords_lost || f->acl_lost ||
	    f->forwarded_lost)
		*complete = false;
}

static int export_user(const struct account *account,
		       const struct store_settings *settings,
		       enum store_neighbour to)
{
	bool complete = true;
	struct err err;

	if (!store_export(account, settings, to, print_folder, &complete, &err))
		return adm_complain(&err);
	return complete ? ADM_OK : ADM_FAILED;
}

static int export_all(struct adm_call *call, const char *name,
		      enum store_neighbour to)
{
	struct store_settings settings = store_settings_of(&call->config);
	auto_accounts struct adm_accounts accounts = { .count = 0 };
	int code = ADM_OK;
	struct err err;

	if (!adm_account_find(&call->config, name, &accounts, &err) ||
	    !adm_account_enter(&call->config, &err))
		return adm_complain(&err);
	for (size_t i = 0; i < accounts.count; i++) {
		if (!name)
			printf("%s\n", accounts.account[i].user);
		code = adm_worse(
			code, export_user(&accounts.account[i], &settings, to));
	}
	return code;
}

static int run_export(struct adm_call *call)
{
	bool all = adm_take_switch(call, "all");
	struct span to = span_of(adm_take_word(call));
	const char *name = adm_take_word(call);
	bool courier = span_eq(to, SPAN("courier"));

	if (all == (name != NULL) || call->argc ||
	    (!courier && !span_eq(to, SPAN("dovecot"))))
		return adm_usage(&adm_export);
	return export_all(call, name, courier ? STORE_COURIER : STORE_DOVECOT);
}

const struct adm_command adm_export = {
	.name = "export",
	.usage = "export dovecot USER|--all\n"
		 "export courier USER|--all\n",
	.run = run_export,
};
