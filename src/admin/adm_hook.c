/* SPDX-License-Identifier: MIT */
/*
 * fumikura hook …: what PostfixAdmin runs after a change, by its own argument
 * rules. Started by the web server's user through sudo, so nothing it is told
 * is believed: mail is moved only if auth says that there is no such user, and
 * to places that follow from the names alone.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "account/account_client.h"
#include "account/account_sql_place.h"
#include "admin/adm_account.h"
#include "admin/adm_deleted.h"
#include "admin/adm_forget.h"
#include "base/auto.h"
#include "base/x.h"

enum {
	ASK_MS = 30000,
	PATH_MAX_LEN = 512,
};

/* ---- who and where ---- */

static bool take_user(struct adm_call *call, char *out, size_t size,
		      struct err *err)
{
	const char *word = call->argv[0];

	return account_normalize(span_of(word), out, size) ||
	       err_set(err, ERR_SYNTAX, "%s cannot be a user name", word);
}

static bool take_domain(struct adm_call *call, char *out, size_t size,
			struct err *err)
{
	auto_free char *probe = x_printf("x@%s", call->argv[0]);
	char user[256];

	if (!account_normalize(span_of(probe), user, sizeof(user)) ||
	    strlen(user + 2) >= size)
		return err_set(err, ERR_SYNTAX, "%s cannot be a domain",
			       call->argv[0]);
	memcpy(out, user + 2, strlen(user + 2) + 1);
	return true;
}

/* The section that PostfixAdmin writes, else one that says nothing. */
static struct account_sql_base base_of(const struct config *config)
{
	struct account_sql_base base = { config->mail_home, config->mail_dir,
					 "", "" };

	for (size_t i = 0; i < config->source_count; i++)
		if (span_eq(span_of(config->source[i].schema),
			    SPAN("postfixadmin")))
			return account_sql_place_base(config,
						      &config->source[i]);
	return base;
}

/* ERR_STATE: auth knows the user. */
static bool check_gone(const struct config *config, const char *user,
		       struct err *err)
{
	struct account_client client;
	struct account account;
	bool found;

	account_client_init(&client, config->userdb_socket, ASK_MS);
	found = account_client_lookup(&client, user, "", &account, err);
	account_client_release(&client);
	if (found)
		return err_set(err, ERR_STATE, "%s is still an account", user);
	return err->kind == ERR_NOTFOUND;
}

/* ---- mailboxes ---- */

/* Where PostfixAdmin's domain_path and domain_in_mailbox, each YES or NO, would
 * have had it. */
static bool move_maildirs(struct adm_deleted *deleted,
			  const struct account_sql_base *base,
			  struct account *account, struct err *err)
{
	char maildir[3][PATH_MAX_LEN];
	struct span local, domain;

	account_split(account->user, &local, &domain);
	snprintf(maildir[0], sizeof(maildir[0]), "%.*s/%.*s", SPAN_ARG(domain),
		 SPAN_ARG(local));
	snprintf(maildir[1], sizeof(maildir[1]), "%.*s/%s", SPAN_ARG(domain),
		 account->user);
	snprintf(maildir[2], sizeof(maildir[2]), "%s", account->user);
	for (size_t i = 0; i < ARRAY_LEN(maildir); i++) {
		char as[16];

		snprintf(as, sizeof(as), "maildir%zu", i);
		if (!account_sql_place(base, "", "", maildir[i], account,
				       err) ||
		    !adm_deleted_move(deleted, account->mail, as, err))
			return false;
	}
	return true;
}

static bool move_mailbox(const struct config *config, const char *user,
			 struct err *err)
{
	const struct account_sql_base base = base_of(config);
	struct adm_deleted deleted = { .config = config, .name = user };
	struct account account = { .uid = UINT32_MAX };
	bool done;

	snprintf(account.user, sizeof(account.user), "%s", user);
	done = account_sql_place(&base, "", "", "", &account, err) &&
	       adm_deleted_move_account(&deleted, &account, err) &&
	       move_maildirs(&deleted, &base, &account, err);
	if (deleted.entry)
		printf("%s\n", deleted.entry);
	adm_deleted_release(&deleted);
	return done;
}

static bool mailbox_gone(struct adm_call *call, struct err *err)
{
	char user[256];

	return take_user(call, user, sizeof(user), err) &&
	       adm_forget(&call->config, user, err) &&
	       check_gone(&call->config, user, err) &&
	       move_mailbox(&call->config, user, err);
}

/* Made or edited: what is cached is wrong. The quota in the fourth argument is
 * 0 if it was not edited, so the database is asked instead. */
static bool mailbox_changed(struct adm_call *call, struct err *err)
{
	char user[256];

	return take_user(call, user, sizeof(user), err) &&
	       adm_forget(&call->config, user, err);
}

/* ---- domains ---- */

static bool domain_changed(struct adm_call *call, struct err *err)
{
	char domain[250];

	return take_domain(call, domain, sizeof(domain), err) &&
	       adm_forget(&call->config, NULL, err);
}

/* PostfixAdmin does not run the hook of each mailbox in a domain: none of them
 * may be there any more. */
static bool check_all_gone(const struct config *config, const char *path,
			   const char *domain, struct err *err)
{
	DIR *listing = opendir(path);
	struct dirent *entry;
	bool gone = true;

	if (!listing)
		return errno == ENOENT || err_sys(err, "%s", path);
	while (gone && (entry = readdir(listing))) {
		auto_free char *user = x_printf("%s@%s", entry->d_name, domain);
		char name[256];

		if (account_normalize(span_of(user), name, sizeof(name)))
			gone = check_gone(config, name, err);
	}
	closedir(listing);
	return gone;
}

static bool domain_gone(struct adm_call *call, struct err *err)
{
	const struct config *config = &call->config;
	const struct account_sql_base base = base_of(config);
	struct account account = { .uid = UINT32_MAX };
	struct adm_deleted deleted = { .config = config };
	char domain[250];
	bool done;

	if (!take_domain(call, domain, sizeof(domain), err) ||
	    !adm_forget(config, NULL, err))
		return false;
	deleted.name = domain;
	snprintf(account.user, sizeof(account.user), "x@%s", domain);
	done = account_sql_place(&base, "", "", domain, &account, err) &&
	       check_all_gone(config, account.mail, domain, err) &&
	       adm_deleted_move(&deleted, account.mail, "domain", err);
	if (deleted.entry)
		printf("%s\n", deleted.entry);
	adm_deleted_release(&deleted);
	return done;
}

/* ---- the command ---- */

static const struct {
	const char *name;
	int argc;
	bool (*run)(struct adm_call *call, struct err *err);
} hooks[] = {
	{ "postfixadmin-mailbox-postcreation", 4, mailbox_changed },
	{ "postfixadmin-mailbox-postedit", 4, mailbox_changed },
	{ "postfixadmin-mailbox-postdeletion", 2, mailbox_gone },
	{ "postfixadmin-domain-postcreation", 1, domain_changed },
	{ "postfixadmin-domain-postdeletion", 1, domain_gone },
};

static int run_hook(struct adm_call *call)
{
	struct span name = span_of(adm_take_word(call));
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(hooks); i++) {
		if (!span_eq(name, span_of(hooks[i].name)))
			continue;
		if (call->argc != hooks[i].argc)
			break;
		if (!adm_account_enter(&call->config, &err) ||
		    !hooks[i].run(call, &err))
			return adm_complain(&err);
		return ADM_OK;
	}
	return adm_usage(&adm_hook);
}

bool adm_hook_is(const char *program)
{
	const char *slash = strrchr(program, '/');

	return span_starts(span_of(slash ? slash + 1 : program),
			   SPAN("postfixadmin-"));
}

const struct adm_command adm_hook = {
	.name = "hook",
	.usage = "hook postfixadmin-mailbox-postcreation USER DOMAIN MAILDIR "
		 "QUOTA\n"
		 "hook postfixadmin-mailbox-postedit USER DOMAIN MAILDIR "
		 "QUOTA\n"
		 "hook postfixadmin-mailbox-postdeletion USER DOMAIN\n"
		 "hook postfixadmin-domain-postcreation DOMAIN\n"
		 "hook postfixadmin-domain-postdeletion DOMAIN\n",
	.run = run_hook,
};
