/* SPDX-License-Identifier: MIT */
/*
 * fumikura mailbox …: the mailboxes of a user, beside the running server. One
 * line each: the name, TAB, what is said of it. Names are UTF-8 and hold no
 * control characters.
 */
#include <inttypes.h>
#include <stdio.h>

#include "admin/adm.h"
#include "admin/adm_account.h"
#include "base/auto.h"
#include "base/num.h"
#include "store/store.h"

struct mailbox_call {
	struct adm_call *call;
	struct store_user *user;
};

static void close_user(struct store_user **user)
{
	store_user_close(user);
}
#define auto_user __attribute__((cleanup(close_user)))

static struct span word(struct mailbox_call *m)
{
	return span_of(adm_take_word(m->call));
}

/* ---- list and status ---- */

static void print_attributes(const struct store_mailbox_entry *entry)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{ STORE_MAILBOX_CHILDREN, "children" },
		{ STORE_MAILBOX_SUBSCRIBED, "subscribed" },
	};
	bool any = !(entry->flags & STORE_MAILBOX_EXISTS);

	fputs(any ? "noselect" : "", stdout);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!(entry->flags & names[i].flag))
			continue;
		printf("%s%s", any ? " " : "", names[i].name);
		any = true;
	}
}

static bool run_list(struct mailbox_call *m, struct err *err)
{
	bool subscribed = adm_take_switch(m->call, "subscribed");
	auto_arena struct arena arena;
	struct store_mailbox_entry *entry;
	size_t count;

	arena_init(&arena);
	if (!store_list(m->user, &arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (subscribed && !(entry[i].flags & STORE_MAILBOX_SUBSCRIBED))
			continue;
		printf("%.*s\t", SPAN_ARG(entry[i].name));
		print_attributes(&entry[i]);
		putchar('\n');
	}
	return true;
}

static bool print_status(struct mailbox_call *m, struct span name,
			 struct err *err)
{
	struct store_status s;

	if (!store_status(m->user, name, &s, err))
		return false;
	printf("%.*s\tmessages=%" PRIu32 " unseen=%" PRIu32 " recent=%" PRIu32
	       " deleted=%" PRIu32 " uidnext=%" PRIu32 " uidvalidity=%" PRIu32
	       " modseq=%" PRIu64 " vbytes=%" PRIu64 " mailbox=",
	       SPAN_ARG(name), s.messages, s.unseen, s.recent, s.deleted,
	       s.uidnext, s.uidvalidity, s.modseq, s.vbytes);
	for (size_t i = 0; i < sizeof(s.mailbox_id); i++)
		printf("%02x", s.mailbox_id[i]);
	putchar('\n');
	return true;
}

static bool print_all(struct mailbox_call *m, struct err *err)
{
	auto_arena struct arena arena;
	struct store_mailbox_entry *entry;
	size_t count;

	arena_init(&arena);
	if (!store_list(m->user, &arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!(entry[i].flags & STORE_MAILBOX_EXISTS) ||
		    print_status(m, entry[i].name, err))
			continue;
		/* Deleted since it was listed. */
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
	}
	return true;
}

/* Those that are named, or all that can be selected. */
static bool run_status(struct mailbox_call *m, struct err *err)
{
	if (!m->call->argc)
		return print_all(m, err);
	while (m->call->argc)
		if (!print_status(m, word(m), err))
			return false;
	return true;
}

/* ---- changes ---- */

static bool run_create(struct mailbox_call *m, struct err *err)
{
	bool subscribe = adm_take_switch(m->call, "subscribe");
	struct span name = word(m);

	return store_create(m->user, name, err) &&
	       (!subscribe || store_subscribe(m->user, name, true, err));
}

static bool run_delete(struct mailbox_call *m, struct err *err)
{
	return store_delete(m->user, word(m), err);
}

static bool run_rename(struct mailbox_call *m, struct err *err)
{
	struct span from = word(m);

	return store_rename(m->user, from, word(m), err);
}

static bool run_subscribe(struct mailbox_call *m, struct err *err)
{
	return store_subscribe(m->user, word(m), true, err);
}

static bool run_unsubscribe(struct mailbox_call *m, struct err *err)
{
	return store_subscribe(m->user, word(m), false, err);
}

/* ---- */

struct verb {
	const char *name;
	const char *option; /* a switch that it takes, or NULL */
	int least, most;    /* words behind the user */
	bool (*run)(struct mailbox_call *m, struct err *err);
};
static const struct verb verbs[] = {
	{ "list", "subscribed", 0, 0, run_list },
	{ "status", NULL, 0, 1000000, run_status },
	{ "create", "subscribe", 1, 1, run_create },
	{ "delete", NULL, 1, 1, run_delete },
	{ "rename", NULL, 2, 2, run_rename },
	{ "subscribe", NULL, 1, 1, run_subscribe },
	{ "unsubscribe", NULL, 1, 1, run_unsubscribe },
};

static const struct verb *find_verb(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq(name, span_of(verbs[i].name)))
			return &verbs[i];
	return NULL;
}

/* Are the words that are left those that the verb wants? */
static bool words_fit(const struct verb *verb, const struct adm_call *call)
{
	int count = 0;

	for (int i = 0; i < call->argc; i++) {
		struct span w = span_of(call->argv[i]);

		if (!span_starts(w, SPAN("--")))
			count++;
		else if (!verb->option ||
			 !span_eq(span_from(w, 2), span_of(verb->option)))
			return false;
	}
	return count >= verb->least && count <= verb->most;
}

static int run_mailbox(struct adm_call *call)
{
	struct store_settings settings = store_settings_of(&call->config);
	const struct verb *verb = find_verb(span_of(adm_take_word(call)));
	const char *user = adm_take_word(call);
	auto_accounts struct adm_accounts accounts = { .account = NULL };
	auto_user struct store_user *store = NULL;
	struct mailbox_call m = { .call = call };
	struct err err = { 0 };

	if (!verb || !user || !words_fit(verb, call))
		return adm_usage(&adm_mailbox);
	if (!adm_account_find(&call->config, user, &accounts, &err) ||
	    !adm_account_enter(&call->config, &err) ||
	    !store_user_open(accounts.account, &settings, &store, &err))
		return adm_complain(&err);
	m.user = store;
	if (!verb->run(&m, &err))
		return adm_complain(&err);
	store_warn(store);
	return ADM_OK;
}

const struct adm_command adm_mailbox = {
	.name = "mailbox",
	.usage = "mailbox list USER [--subscribed]\n"
		 "mailbox status USER [MAILBOX…]\n"
		 "mailbox create USER MAILBOX [--subscribe]\n"
		 "mailbox delete USER MAILBOX\n"
		 "mailbox rename USER FROM TO\n"
		 "mailbox subscribe USER MAILBOX\n"
		 "mailbox unsubscribe USER MAILBOX\n",
	.run = run_mailbox,
};
