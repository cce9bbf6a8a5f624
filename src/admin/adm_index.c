/* SPDX-License-Identifier: MIT */
/* fumikura index: check it against the Maildir, build it anew, print it. */
#include <stdio.h>

#include "admin/adm.h"
#include "admin/adm_account.h"
#include "store/store_check.h"
#include "store/store_dump.h"

struct index_call {
	struct store_settings settings;
	struct span mailbox; /* empty: all */
	unsigned found;
};

static void print_found(void *arg, struct span mailbox, const char *what)
{
	struct index_call *call = arg;

	call->found++;
	printf("WRONG  %.*s%s%s\n", SPAN_ARG(mailbox), mailbox.len ? ": " : "",
	       what);
}

static int check(struct index_call *call, const struct account *account)
{
	const struct store_check_sink sink = { print_found, call };
	struct err err;

	call->found = 0;
	if (!store_check(account, &call->settings, call->mailbox, &sink, &err))
		return adm_complain(&err);
	printf("%s: %u wrong\n", account->user, call->found);
	return call->found ? ADM_FAILED : ADM_OK;
}

static int rebuild(struct index_call *call, const struct account *account)
{
	struct err err;

	if (!store_check_rebuild(account, &call->settings, &err))
		return adm_complain(&err);
	printf("%s: index built from the Maildir\n", account->user);
	return ADM_OK;
}

static void print_line(void *arg, struct span text)
{
	FILE *out = arg;

	fwrite(text.ptr, 1, text.len, out);
	putc('\n', out);
}

static int dump(struct index_call *call, const struct account *account)
{
	struct store_dump_found found;
	struct err err;

	if (!store_dump(account, call->mailbox, print_line, stdout, &found,
			&err))
		return adm_complain(&err);
	return found.none || found.damage ? ADM_FAILED : ADM_OK;
}

struct verb {
	const char *name;
	bool takes_all, takes_mailbox;
	int (*run)(struct index_call *call, const struct account *account);
};
static const struct verb verbs[] = {
	{ "check", true, true, check },
	{ "rebuild", true, false, rebuild },
	{ "dump", false, true, dump },
};

static const struct verb *find_verb(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq(name, span_of(verbs[i].name)))
			return &verbs[i];
	return NULL;
}

static int run_index(struct adm_call *call)
{
	struct index_call index = {
		.settings = store_settings_of(&call->config),
	};
	auto_accounts struct adm_accounts accounts = { .account = NULL };
	bool all = adm_take_switch(call, "all");
	const struct verb *verb = find_verb(span_of(adm_take_word(call)));
	const char *user = all ? NULL : adm_take_word(call);
	int code = ADM_OK;
	struct err err;

	if (verb && verb->takes_mailbox && !all)
		index.mailbox = span_of(adm_take_word(call));
	if (!verb || call->argc || (all ? !verb->takes_all : !user))
		return adm_usage(&adm_index);
	if (!adm_account_find(&call->config, user, &accounts, &err) ||
	    !adm_account_enter(&call->config, &err))
		return adm_complain(&err);
	for (size_t i = 0; i < accounts.count; i++)
		code = adm_worse(code, verb->run(&index, &accounts.account[i]));
	return code;
}

const struct adm_command adm_index = {
	.name = "index",
	.usage = "index check USER [MAILBOX]\n"
		 "index check --all\n"
		 "index rebuild USER\n"
		 "index rebuild --all\n"
		 "index dump USER [MAILBOX]\n",
	.run = run_index,
};
