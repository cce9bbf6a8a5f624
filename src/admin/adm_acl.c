/* SPDX-License-Identifier: MIT */
/*
 * fumikura acl …: access lists of mailboxes, and the notes by which LIST finds
 * whose mailboxes somebody may see. Identifiers are written as in dovecot-acl.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "admin/adm.h"
#include "admin/adm_account.h"
#include "base/auto.h"
#include "store/store_share.h"

enum {
	LINE_CAP = 4096
};

struct acl_call {
	const struct config *config;
	const struct account *account;
	struct span mailbox;
	const char *identifier, *rights; /* NULL: not given */
	struct arena arena;
};

static void close_user(struct store_user **user)
{
	if (*user)
		store_user_close(user);
}
#define auto_user __attribute__((cleanup(close_user)))

/* ---- words ---- */

static bool quote(const char *text, struct buf *out)
{
	buf_add_char(out, '"');
	for (; *text; text++) {
		if ((unsigned char)*text < ' ')
			return false;
		if (*text == '"' || *text == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *text);
	}
	buf_add_char(out, '"');
	return !out->full;
}

static bool normalize(struct arena *arena, struct span *name)
{
	char user[sizeof(((struct account *)0)->user)];

	if (!account_normalize(*name, user, sizeof(user)))
		return false;
	*name = arena_dup(arena, span_of(user));
	return true;
}

static bool read_identifier(struct acl_call *a, struct md_acl_entry *out,
			    struct err *err)
{
	auto_buf struct buf line;
	struct md_acl_list list;

	buf_init(&line, LINE_CAP);
	if (!quote(a->identifier, &line) ||
	    !md_acl_list_parse(arena_dup(&a->arena, buf_span(&line)), &a->arena,
			       &list, err) ||
	    list.count != 1)
		return err_set(err, ERR_SYNTAX,
			       "no identifier as user=NAME, group=NAME, "
			       "group-override=NAME, owner, anyone or "
			       "authenticated: %s",
			       a->identifier);
	*out = list.entry[0];
	if (out->who == MD_ACL_USER && !normalize(&a->arena, &out->name))
		return err_set(err, ERR_SYNTAX, "no user name: %s",
			       a->identifier);
	return true;
}

/* "lrs", "+w", "-w". */
static bool read_rights(const char *text, struct md_acl_entry *entry,
			enum store_acl_how *out, struct err *err)
{
	*out = STORE_ACL_SET;
	if (*text == '+')
		*out = STORE_ACL_ADD;
	else if (*text == '-')
		*out = STORE_ACL_REMOVE;
	if (md_acl_list_letters(span_of(text + (*out != STORE_ACL_SET)),
				&entry->rights))
		return true;
	return err_set(err, ERR_SYNTAX, "rights are letters of %s: %s",
		       MD_ACL_LETTERS, text);
}

/* ---- verbs ---- */

static bool run_list(struct acl_call *a, struct err *err)
{
	struct md_acl_list list;
	auto_buf struct buf text;

	buf_init(&text, MD_ACL_FILE_CAP);
	if (!store_acl_get(a->account, a->mailbox, &a->arena, &list, err))
		return false;
	md_acl_list_write(&list, &text);
	fputs(buf_str(&text), stdout);
	return true;
}

static bool change(struct acl_call *a, const struct md_acl_entry *entry,
		   enum store_acl_how how, struct err *err)
{
	struct store_settings settings = store_settings_of(a->config);
	auto_user struct store_user *user = NULL;

	return store_user_open(a->account, &settings, &user, err) &&
	       store_acl_change(user, a->mailbox, entry, how, err);
}

static bool run_set(struct acl_call *a, struct err *err)
{
	struct md_acl_entry entry;
	enum store_acl_how how;

	return read_identifier(a, &entry, err) &&
	       read_rights(a->rights, &entry, &how, err) &&
	       change(a, &entry, how, err) &&
	       store_share_note_all(a->config->shared_dir, a->account, err);
}

static bool run_delete(struct acl_call *a, struct err *err)
{
	struct md_acl_entry entry;

	return read_identifier(a, &entry, err) &&
	       change(a, &entry, STORE_ACL_DELETE, err);
}

/* Who never had mail shares none. */
static bool run_rebuild(struct acl_call *a, struct err *err)
{
	if (access(a->account->mail, F_OK) < 0 && errno == ENOENT)
		return true;
	return store_share_note_all(a->config->shared_dir, a->account, err);
}

static const struct verb {
	const char *name;
	int words; /* behind the user */
	bool (*run)(struct acl_call *a, struct err *err);
} verbs[] = {
	{ "list", 1, run_list },
	{ "set", 3, run_set },
	{ "delete", 2, run_delete },
	{ "rebuild", 0, run_rebuild },
};

static const struct verb *find_verb(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (span_eq(name, span_of(verbs[i].name)))
			return &verbs[i];
	return NULL;
}

static int run_one(struct acl_call *a, const struct verb *verb,
		   const struct account *account)
{
	struct err err = { 0 };

	a->account = account;
	if (verb->run(a, &err))
		return ADM_OK;
	err_detail(&err, "%s", account->user);
	return adm_complain(&err);
}

static int run_acl(struct adm_call *call)
{
	auto_accounts struct adm_accounts accounts = { .account = NULL };
	bool all = adm_take_switch(call, "all");
	const struct verb *verb = find_verb(span_of(adm_take_word(call)));
	const char *user = all ? NULL : adm_take_word(call);
	struct acl_call a = { .config = &call->config };
	int code = ADM_OK;
	struct err err;

	if (!verb || (!all && !user) || (all && verb->words) ||
	    call->argc != verb->words)
		return adm_usage(&adm_acl);
	a.mailbox = span_of(adm_take_word(call));
	a.identifier = adm_take_word(call);
	a.rights = adm_take_word(call);
	if (!adm_account_find(&call->config, user, &accounts, &err) ||
	    !adm_account_enter(&call->config, &err))
		return adm_complain(&err);
	arena_init(&a.arena);
	for (size_t i = 0; i < accounts.count; i++)
		code = adm_worse(code, run_one(&a, verb, &accounts.account[i]));
	arena_release(&a.arena);
	return code;
}

const struct adm_command adm_acl = {
	.name = "acl",
	.usage = "acl list USER MAILBOX\n"
		 "acl set USER MAILBOX IDENTIFIER RIGHTS\n"
		 "acl delete USER MAILBOX IDENTIFIER\n"
		 "acl rebuild USER\n"
		 "acl rebuild --all\n",
	.run = run_acl,
};
