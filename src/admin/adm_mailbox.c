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
#include "store/store_metadata.h"

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
	auto_buf struct buf special;

	fputs(any ? "noselect" : "", stdout);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!(entry->flags & names[i].flag))
			continue;
		printf("%s%s", any ? " " : "", names[i].name);
		any = true;
	}
	buf_init(&special, 1024);
	store_special_write(&special, entry->flags);
	if (special.len)
		printf("%s%s", any ? " " : "", buf_str(&special));
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

/* "Sent" or "\\Sent". */
static bool take_special(struct mailbox_call *m, uint32_t *out, struct err *err)
{
	const char *given = adm_take_option(m->call, "special-use");
	auto_buf struct buf text = { 0 };

	*out = 0;
	if (!given)
		return true;
	buf_init(&text, 256);
	if (given[0] != '\\')
		buf_add_char(&text, '\\');
	buf_add_str(&text, given);
	return store_special_parse(buf_span(&text), out) ||
	       err_set(err, ERR_SYNTAX, "%s is no special use (as Sent)",
		       given);
}

static bool run_create(struct mailbox_call *m, struct err *err)
{
	bool subscribe = adm_take_switch(m->call, "subscribe");
	uint32_t special;
	struct span name;

	if (!take_special(m, &special, err))
		return false;
	name = word(m);
	return (special ? store_create_special(m->user, name, special, err)
			: store_create(m->user, name, err)) &&
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

/* ---- metadata ---- */

/* Control characters and backslashes as \\xNN. */
static void print_escaped(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x20 || c == 0x7f || c == '\\')
			printf("\\x%02x", c);
		else
			putchar(c);
	}
}

static bool print_metadata(struct mailbox_call *m, struct span mailbox,
			   struct span entry, struct err *err)
{
	auto_arena struct arena arena;
	struct store_metadata *found;
	bool any = false;
	size_t count;

	arena_init(&arena);
	if (!store_metadata_list(m->user, mailbox, &arena, &found, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (entry.len && !span_eq_nocase(entry, found[i].entry))
			continue;
		print_escaped(found[i].entry);
		putchar('\t');
		print_escaped(found[i].value);
		putchar('\n');
		any = true;
	}
	return any || !entry.len ||
	       err_set(err, ERR_NOTFOUND, "there is no such entry");
}

/* RFC 5464 4.1: an entry is private or shared. */
static bool is_entry(struct span name)
{
	return span_starts_nocase(name, SPAN("/private/")) ||
	       span_starts_nocase(name, SPAN("/shared/"));
}

static bool run_metadata(struct mailbox_call *m, struct err *err)
{
	bool remove = adm_take_switch(m->call, "remove");
	struct span mailbox = word(m);
	struct store_metadata change = { .entry = word(m) };
	const char *value = adm_take_word(m->call);

	if (change.entry.len && !is_entry(change.entry))
		return err_set(err, ERR_SYNTAX,
			       "an entry begins with /private/ or /shared/");
	if (remove && (!change.entry.len || value))
		return err_set(err, ERR_SYNTAX, "remove which entry?");
	if (!remove && !value)
		return print_metadata(m, mailbox, change.entry, err);
	if (value)
		change.value = span_of(value);
	return store_metadata_set(m->user, mailbox, &change, 1, err);
}

/* ---- */

struct verb {
	const char *name;
	const char *flag;   /* a switch that it takes, or NULL */
	const char *option; /* likewise with a value */
	int least, most;    /* words behind the user */
	bool (*run)(struct mailbox_call *m, struct err *err);
};
static const struct verb verbs[] = {
	{ "list", "--subscribed", NULL, 0, 0, run_list },
	{ "status", NULL, NULL, 0, 1000000, run_status },
	{ "create", "--subscribe", "--special-use", 1, 1, run_create },
	{ "delete", NULL, NULL, 1, 1, run_delete },
	{ "rename", NULL, NULL, 2, 2, run_rename },
	{ "subscribe", NULL, NULL, 1, 1, run_subscribe },
	{ "unsubscribe", NULL, NULL, 1, 1, run_unsubscribe },
	{ "metadata", "--remove", NULL, 1, 3, run_metadata },
};

static const struct verb *find_verb(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq(name, span_of(verbs[i].name)))
			return &verbs[i];
	return NULL;
}

static bool is_word(const char *word, const char *name)
{
	return name && span_eq(span_of(word), span_of(name));
}

/* Are the words that are left those that the verb wants? */
static bool words_fit(const struct verb *verb, const struct adm_call *call)
{
	int count = 0;

	for (int i = 0; i < call->argc; i++) {
		const char *w = call->argv[i];

		if (!span_starts(span_of(w), SPAN("--")))
			count++;
		else if (is_word(w, verb->option) && i + 1 < call->argc)
			i++;
		else if (!is_word(w, verb->flag))
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
		 "mailbox create USER MAILBOX [--subscribe] "
		 "[--special-use USE]\n"
		 "mailbox delete USER MAILBOX\n"
		 "mailbox rename USER FROM TO\n"
		 "mailbox subscribe USER MAILBOX\n"
		 "mailbox unsubscribe USER MAILBOX\n"
		 "mailbox metadata USER MAILBOX [ENTRY [VALUE]]\n"
		 "mailbox metadata USER MAILBOX ENTRY --remove\n",
	.run = run_mailbox,
};
